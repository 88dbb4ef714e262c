import { crc32c } from '../crc32c.ts';
import type { Lsn } from '../lsn.ts';
import type { Major } from '../majors.ts';
import type { FileProblem, Reading } from './problem.ts';
import { type Member, type Placed, placeMembers, readStruct, structSize, viewOf } from './struct.ts';

/** A file of pg_logical/snapshots: where logical decoding can take up its work. */
export interface LogicalSnapshot {
  /** 2 (10 to 13), 4 (14, 15), 5 (16) or 6 (17 and newer). */
  readonly version: number;
  /** -1 start, 0 building, 1 full, 2 consistent. */
  readonly state: number;
  /** Transactions before this one ended before the snapshot. */
  readonly xmin: number;
  /** Transactions from this one on are not in the snapshot. */
  readonly xmax: number;
  readonly startDecodingAt: Lsn;
  /** Version 4 and newer. */
  readonly twoPhaseAt?: Lsn;
  readonly initialXminHorizon: number;
  readonly buildingFullSnapshot: boolean;
  /** Version 6. */
  readonly inSlotCreation?: boolean;
  readonly lastSerializedSnapshot: Lsn;
  /** Version 4 and newer. */
  readonly nextPhaseAt?: number;
  /** Transactions between xmin and xmax that committed and changed a catalog. */
  readonly committed: readonly number[];
  /** Running transactions that have changed a catalog; version 5 and newer. */
  readonly catalogChanging: readonly number[];
  readonly crcOk: boolean;
}

type SnapshotKey =
  | keyof LogicalSnapshot
  | 'magic'
  | 'checksum'
  | 'length'
  | 'pointer'
  | 'runningXmin'
  | 'runningXmax'
  | 'runningCount'
  | 'runningSpace'
  | 'committedCount'
  | 'committedSpace'
  | 'includesAll'
  | 'catalogChangingCount';

export type SnapshotMember = Member<SnapshotKey> & Placed;

const magicNumber = 0x51a1e001;
const headerSize = 16;
/** magic and checksum are not covered by the checksum. */
const uncheckedSize = 8;

/** Names of the states, from -1, as pg_logicalinspect says them. */
export const snapshotStates: readonly string[] = ['start', 'building', 'full', 'consistent'];

const versionOf: readonly (readonly [version: number, first: Major, last: Major])[] = [
  [2, 10, 13],
  [4, 14, 15],
  [5, 16, 16],
  [6, 17, 19],
];

const pointer = (name: string): Member<SnapshotKey> => ({ key: 'pointer', name, type: 'uint64' });

/** PostgreSQL: SnapBuildOnDisk and SnapBuild in replication/snapbuild_internal.h (snapbuild.c up to 17). */
const members: readonly (Member<SnapshotKey> & { readonly from?: number; readonly to?: number })[] = [
  { key: 'magic', name: 'magic', type: 'uint32' },
  { key: 'checksum', name: 'checksum', type: 'uint32' },
  { key: 'version', name: 'version', type: 'uint32' },
  { key: 'length', name: 'length', type: 'uint32' },
  { key: 'state', name: 'state', type: 'int32' },
  pointer('context'),
  { key: 'xmin', name: 'xmin', type: 'uint32' },
  { key: 'xmax', name: 'xmax', type: 'uint32' },
  { key: 'startDecodingAt', name: 'start_decoding_at', type: 'uint64' },
  { key: 'twoPhaseAt', name: 'two_phase_at', type: 'uint64', from: 4 },
  { key: 'initialXminHorizon', name: 'initial_xmin_horizon', type: 'uint32' },
  { key: 'buildingFullSnapshot', name: 'building_full_snapshot', type: 'bool' },
  { key: 'inSlotCreation', name: 'in_slot_creation', type: 'bool', from: 6 },
  pointer('snapshot'),
  { key: 'lastSerializedSnapshot', name: 'last_serialized_snapshot', type: 'uint64' },
  pointer('reorder'),
  { key: 'runningXmin', name: 'was_running.was_xmin', type: 'uint32', to: 2 },
  { key: 'runningXmax', name: 'was_running.was_xmax', type: 'uint32', to: 2 },
  { key: 'runningCount', name: 'was_running.was_xcnt', type: 'uint64', to: 2 },
  { key: 'runningSpace', name: 'was_running.was_xcnt_space', type: 'uint64', to: 2 },
  { ...pointer('was_running.was_xip'), to: 2 },
  { key: 'nextPhaseAt', name: 'next_phase_at', type: 'uint32', from: 4 },
  { key: 'committedCount', name: 'committed.xcnt', type: 'uint64' },
  { key: 'committedSpace', name: 'committed.xcnt_space', type: 'uint64' },
  { key: 'includesAll', name: 'committed.includes_all_transactions', type: 'bool' },
  pointer('committed.xip'),
  { key: 'catalogChangingCount', name: 'catchange.xcnt', type: 'uint64', from: 5 },
  { ...pointer('catchange.xip'), from: 5 },
];

/** What every version of the file begins with. */
export const snapshotHeader: readonly SnapshotMember[] = placeMembers(members.slice(0, 4));

/** The members of a snapshot file of this version, or undefined when no major from 10 to 19 writes it. */
export function snapshotLayout(version: number): readonly SnapshotMember[] | undefined {
  if (!versionOf.some(([known]) => known === version)) return undefined;
  return placeMembers(members.filter(({ from = 2, to = 6 }) => from <= version && version <= to));
}

/** The LSN in a name such as `0-686AFD8.snap`, or undefined. */
export function parseSnapshotName(name: string): Lsn | undefined {
  const match = /^([0-9A-F]{1,8})-([0-9A-F]{1,8})\.snap$/.exec(name);
  return match ? (BigInt(`0x${match[1]}`) << 32n) | BigInt(`0x${match[2]}`) : undefined;
}

/**
 * A logical snapshot; `path` names it in messages, `major` is the server that would read it, by default one that
 * writes this version. PostgreSQL: SnapBuildRestoreSnapshot in snapbuild.c.
 */
export function readLogicalSnapshot(
  bytes: Uint8Array,
  path: string,
  major?: Major,
): Reading<LogicalSnapshot | undefined> {
  const error = (message: string, offset: number) => ({
    value: undefined,
    problems: [{ level: 'ERROR', message, offset } as const],
  });
  if (bytes.length < headerSize) return error(short(path, bytes.length, headerSize), bytes.length);
  const view = viewOf(bytes);
  const [magic, version] = [0, 8].map(at => view.getUint32(at, true));
  const subject = `snapbuild state file "${path}" has`;
  if (magic !== magicNumber)
    return error(`${subject} wrong magic number: ${magic} instead of ${magicNumber}`, 0);
  const expected = versionOf.find(([, first, last]) => major && first <= major && major <= last)?.[0];
  const layout = snapshotLayout(version);
  if (!layout || (expected && version !== expected))
    return error(`${subject} unsupported version: ${version} instead of ${expected ?? 6}`, 8);
  return readBody(bytes, path, layout);
}

function readBody(
  bytes: Uint8Array,
  path: string,
  layout: readonly SnapshotMember[],
): Reading<LogicalSnapshot | undefined> {
  const size = structSize(layout);
  const cut = (done: number, wanted: number): FileProblem => ({
    level: 'ERROR',
    message: short(path, done, wanted),
    offset: bytes.length,
  });
  if (bytes.length < size)
    return { value: undefined, problems: [cut(bytes.length - headerSize, size - headerSize)] };
  const found = readStruct(bytes, layout);
  const lists = [found.runningSpace, found.committedCount, found.catalogChangingCount].map(count =>
    Number(count ?? 0n),
  );
  const problems: FileProblem[] = [];
  let at = size;
  const [, committed, catalogChanging] = lists.map(count => {
    const room = Math.floor((bytes.length - at) / 4);
    if (count > room && !problems.length) problems.push(cut(bytes.length - at, count * 4));
    const ids = Array.from({ length: Math.min(count, room) }, (_, i) =>
      viewOf(bytes).getUint32(at + i * 4, true),
    );
    at += ids.length * 4;
    return ids;
  });
  const checksum = crc32c(bytes.subarray(uncheckedSize, at));
  const crcOk = checksum === found.checksum;
  if (!crcOk && !problems.length) {
    const message = `checksum mismatch for snapbuild state file "${path}": is ${checksum}, should be ${found.checksum}`;
    problems.push({ level: 'ERROR', message, offset: 4 });
  }
  const value = { ...(found as unknown as LogicalSnapshot), committed, catalogChanging, crcOk };
  return { value, problems };
}

function short(path: string, done: number, wanted: number): string {
  return `could not read file "${path}": read ${done} of ${wanted}`;
}
