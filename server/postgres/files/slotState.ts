import { crc32c } from '../crc32c.ts';
import type { Lsn } from '../lsn.ts';
import { type Major, sinceMajor } from '../majors.ts';
import type { FileProblem, Reading } from './problem.ts';
import { type Member, type Placed, placeMembers, readStruct, structSize, viewOf } from './struct.ts';

/** pg_replslot/NAME/state: what a replication slot keeps over a restart. */
export interface SlotState {
  /** Format version: 2 (10 to 15), 3 (16), 5 (17 and newer). */
  readonly version: number;
  /** The majors that write this format. */
  readonly majors: readonly [Major, Major];
  readonly name: string;
  /** OID of the database of a logical slot; 0 for a physical one. */
  readonly database: number;
  /** 0 persistent, 1 ephemeral, 2 temporary; only persistent ones survive a restart. */
  readonly persistency: number;
  readonly xmin: number;
  readonly catalogXmin: number;
  /** WAL from here on is kept for this slot; 0 when it holds nothing back. */
  readonly restartLsn: Lsn;
  /** 13 to 15: `restartLsn` as it was when the slot was invalidated, else 0. */
  readonly invalidatedAt?: Lsn;
  /** 16 and newer: a ReplicationSlotInvalidationCause, 0 while the slot is valid. */
  readonly invalidated?: number;
  /** A logical slot's client has confirmed everything before this. */
  readonly confirmedFlush: Lsn;
  /** 14 and newer. */
  readonly twoPhaseAt?: Lsn;
  /** 14 and newer. */
  readonly twoPhase?: boolean;
  /** Output plugin of a logical slot. */
  readonly plugin: string;
  /** 17 and newer: copied from the primary by a standby. */
  readonly synced?: boolean;
  /** 17 and newer: a standby may copy it. */
  readonly failover?: boolean;
  readonly crcOk: boolean;
}

type SlotKey = keyof SlotState | 'magic' | 'checksum' | 'length';
export type SlotMember = Member<SlotKey> & Placed;

/** A format of the file: the majors that use it, its version, its members. */
export interface SlotFormat {
  readonly version: number;
  readonly majors: readonly [Major, Major];
  readonly members: readonly SlotMember[];
}

const magicNumber = 0x1051ca1;
/** magic, checksum, version and length, which every version has. */
const constantSize = 16;
/** magic and checksum are not covered by the checksum. */
const uncheckedSize = 8;

const header: readonly Member<SlotKey>[] = [
  { key: 'magic', name: 'magic', type: 'uint32' },
  { key: 'checksum', name: 'checksum', type: 'uint32' },
  { key: 'version', name: 'version', type: 'uint32' },
  { key: 'length', name: 'length', type: 'uint32' },
  { key: 'name', name: 'name', type: 'name' },
  { key: 'database', name: 'database', type: 'uint32' },
  { key: 'persistency', name: 'persistency', type: 'uint32' },
  { key: 'xmin', name: 'xmin', type: 'uint32' },
  { key: 'catalogXmin', name: 'catalog_xmin', type: 'uint32' },
  { key: 'restartLsn', name: 'restart_lsn', type: 'uint64' },
];
const invalidatedAt: Member<SlotKey> = { key: 'invalidatedAt', name: 'invalidated_at', type: 'uint64' };
const invalidated: Member<SlotKey> = { key: 'invalidated', name: 'invalidated', type: 'uint32' };
const confirmedFlush: Member<SlotKey> = { key: 'confirmedFlush', name: 'confirmed_flush', type: 'uint64' };
const twoPhase: readonly Member<SlotKey>[] = [
  { key: 'twoPhaseAt', name: 'two_phase_at', type: 'uint64' },
  { key: 'twoPhase', name: 'two_phase', type: 'bool' },
];
const plugin: Member<SlotKey> = { key: 'plugin', name: 'plugin', type: 'name' };
const failover: readonly Member<SlotKey>[] = [
  { key: 'synced', name: 'synced', type: 'bool' },
  { key: 'failover', name: 'failover', type: 'bool' },
];

/** What every version of the file begins with. */
export const slotHeader: readonly SlotMember[] = placeMembers(header.slice(0, 4));

/** PostgreSQL: ReplicationSlotOnDisk in slot.c, ReplicationSlotPersistentData in replication/slot.h. */
const formats: readonly SlotFormat[] = [
  format(2, [10, 12], [...header, confirmedFlush, plugin]),
  format(2, [13, 13], [...header, invalidatedAt, confirmedFlush, plugin]),
  format(2, [14, 15], [...header, invalidatedAt, confirmedFlush, ...twoPhase, plugin]),
  format(3, [16, 16], [...header, invalidated, confirmedFlush, ...twoPhase, plugin]),
  format(5, [17, 19], [...header, invalidated, confirmedFlush, ...twoPhase, plugin, ...failover]),
];

function format(
  version: number,
  majors: readonly [Major, Major],
  members: readonly Member<SlotKey>[],
): SlotFormat {
  return { version, majors, members: placeMembers(members) };
}

/** The format that the file's version and length name, or undefined. */
export function slotFormat(bytes: Uint8Array): SlotFormat | undefined {
  if (bytes.length < constantSize) return undefined;
  const view = viewOf(bytes);
  const [magic, version, length] = [0, 8, 12].map(at => view.getUint32(at, true));
  return formats.find(
    format => magic === magicNumber && format.version === version && dataSize(format) === length,
  );
}

/**
 * The state of a replication slot. `path` names the file in messages, as the server does; `major` is the
 * server that would read it, by default one that writes this format. The server refuses to start on each of
 * the problems. PostgreSQL: RestoreSlotFromDisk in slot.c.
 */
export function readSlotState(
  bytes: Uint8Array,
  path = 'pg_replslot/slot/state',
  major?: Major,
): Reading<SlotState | undefined> {
  const known = slotFormat(bytes);
  const reader = major ?? known?.majors[1] ?? 19;
  const refusal = refuse(bytes, path, reader);
  if (!known || bytes.length < constantSize + dataSize(known))
    return { value: undefined, problems: refusal ? [refusal] : [] };
  const found = readStruct(bytes, known.members) as unknown as SlotState;
  const value = { ...found, majors: known.majors, crcOk: checksumOf(bytes, known) === storedChecksum(bytes) };
  return { value, problems: refusal ? [refusal] : [] };
}

function refuse(bytes: Uint8Array, path: string, major: Major): FileProblem | undefined {
  const panic = (message: string, offset: number): FileProblem => ({ level: 'PANIC', message, offset });
  const short = (done: number, wanted: number) =>
    major < 12
      ? `could not read file "${path}", read ${done} of ${wanted}: No such file or directory`
      : `could not read file "${path}": read ${done} of ${wanted}`;
  if (bytes.length < constantSize) return panic(short(bytes.length, constantSize), bytes.length);
  const view = viewOf(bytes);
  const [magic, version, length] = [0, 8, 12].map(at => view.getUint32(at, true));
  const expected = formats.find(({ majors: [first, last] }) => first <= major && major <= last)!;
  const subject = `replication slot file "${path}" has`;
  if (magic !== magicNumber)
    return panic(`${subject} wrong magic number: ${magic} instead of ${magicNumber}`, 0);
  if (version !== expected.version) return panic(`${subject} unsupported version ${version}`, 8);
  if (length !== dataSize(expected)) return panic(`${subject} corrupted length ${length}`, 12);
  const rest = bytes.length - constantSize;
  if (rest < length) return panic(short(rest, length), bytes.length);
  const checksum = checksumOf(bytes, expected);
  const stored = storedChecksum(bytes);
  if (checksum === stored) return undefined;
  return panic(
    `checksum mismatch for replication slot file "${path}": is ${checksum}, should be ${stored}`,
    4,
  );
}

function dataSize({ members }: SlotFormat): number {
  return structSize(members) - constantSize;
}

function checksumOf(bytes: Uint8Array, known: SlotFormat): number {
  return crc32c(bytes.subarray(uncheckedSize, structSize(known.members)));
}

function storedChecksum(bytes: Uint8Array): number {
  return viewOf(bytes).getUint32(4, true);
}

/** Why a slot was invalidated, in the words of pg_replication_slots; undefined while it is valid. */
export function invalidationCause(slot: SlotState): string | undefined {
  if (slot.invalidatedAt) return 'wal_removed';
  const by16 = { 1: 'wal_removed', 2: 'rows_removed', 3: 'wal_level_insufficient' };
  const by18 = { 4: 'wal_level_insufficient', 8: 'idle_timeout' };
  const names: Record<number, string> = sinceMajor({ 10: by16, 17: { ...by16, ...by18 } }, slot.majors[0])!;
  return slot.invalidated ? (names[slot.invalidated] ?? `unknown cause ${slot.invalidated}`) : undefined;
}
