import { crc32c } from '../crc32c.ts';
import type { Lsn } from '../lsn.ts';
import type { Major } from '../majors.ts';
import type { RelationFile } from '../relationFile.ts';
import { type PreparedLock, readRelationLock } from './preparedLock.ts';
import type { FileProblem, Reading } from './problem.ts';
import {
  alignUp,
  type Member,
  type Placed,
  placeMembers,
  readStruct,
  readText,
  structSize,
  viewOf,
} from './struct.ts';
import type { TwoPhaseRecord } from './twoPhaseRecord.ts';

/** The header of a pg_twophase file. */
export interface TwoPhaseHeader {
  readonly magic: number;
  readonly totalLength: number;
  readonly xid: number;
  /** OID. */
  readonly database: number;
  /** Microseconds since 2000-01-01 UTC, as all of the server's timestamps. */
  readonly preparedAt: bigint;
  /** OID of the role. */
  readonly owner: number;
  readonly subtransactionCount: number;
  readonly commitRelationCount: number;
  readonly abortRelationCount: number;
  /** 15 and newer. */
  readonly commitStatisticsCount?: number;
  /** 15 and newer. */
  readonly abortStatisticsCount?: number;
  readonly invalidationCount: number;
  readonly relcacheInitFileInvalid: boolean;
  /** Bytes, with the zero at its end. */
  readonly gidLength: number;
  /** 11 and newer. */
  readonly originLsn?: Lsn;
  /** 11 and newer. */
  readonly originTimestamp?: bigint;
}

/** A prepared transaction, as kept in pg_twophase once a checkpoint has passed. */
export interface TwoPhaseState {
  readonly header: TwoPhaseHeader;
  /** The identifier for COMMIT PREPARED and ROLLBACK PREPARED. */
  readonly gid: string;
  readonly subtransactions: readonly number[];
  /** Files of relations that go when the transaction ends one way or the other. */
  readonly deletedOnCommit: readonly RelationFile[];
  readonly deletedOnAbort: readonly RelationFile[];
  readonly records: readonly TwoPhaseRecord[];
  /** What the records of kind `lock` say, as far as they are about relations. */
  readonly relationLocks: readonly PreparedLock[];
  readonly crcOk: boolean;
  readonly format: TwoPhaseFormat;
  /** Parts of the file in order, bytes. */
  readonly sections: readonly TwoPhaseSection[];
}

export interface TwoPhaseSection {
  readonly name: string;
  readonly offset: number;
  readonly length: number;
}

export type TwoPhaseMember = Member<keyof TwoPhaseHeader> & Placed;

/** A format of the file: the majors that write it. */
export interface TwoPhaseFormat {
  readonly majors: readonly [Major, Major];
  readonly magic: number;
  readonly members: readonly TwoPhaseMember[];
  /** Bytes of an xl_xact_stats_item. */
  readonly statisticsItemSize: number;
}

const start: readonly Member<keyof TwoPhaseHeader>[] = [
  { key: 'magic', name: 'magic', type: 'uint32' },
  { key: 'totalLength', name: 'total_len', type: 'uint32' },
  { key: 'xid', name: 'xid', type: 'uint32' },
  { key: 'database', name: 'database', type: 'uint32' },
  { key: 'preparedAt', name: 'prepared_at', type: 'int64' },
  { key: 'owner', name: 'owner', type: 'uint32' },
  { key: 'subtransactionCount', name: 'nsubxacts', type: 'int32' },
  { key: 'commitRelationCount', name: 'ncommitrels', type: 'int32' },
  { key: 'abortRelationCount', name: 'nabortrels', type: 'int32' },
];
const statistics: readonly Member<keyof TwoPhaseHeader>[] = [
  { key: 'commitStatisticsCount', name: 'ncommitstats', type: 'int32' },
  { key: 'abortStatisticsCount', name: 'nabortstats', type: 'int32' },
];
const middle: readonly Member<keyof TwoPhaseHeader>[] = [
  { key: 'invalidationCount', name: 'ninvalmsgs', type: 'int32' },
  { key: 'relcacheInitFileInvalid', name: 'initfileinval', type: 'bool' },
  { key: 'gidLength', name: 'gidlen', type: 'uint16' },
];
const origin: readonly Member<keyof TwoPhaseHeader>[] = [
  { key: 'originLsn', name: 'origin_lsn', type: 'uint64' },
  { key: 'originTimestamp', name: 'origin_timestamp', type: 'int64' },
];

const oldMagic = 0x57f94533;
const magic = 0x57f94534;
const withOrigin = placeMembers([...start, ...middle, ...origin]);
const withStatistics = placeMembers([...start, ...statistics, ...middle, ...origin]);

/** What every format begins with. */
export const twoPhaseStart: readonly TwoPhaseMember[] = placeMembers(start);

/** PostgreSQL: TwoPhaseFileHeader in twophase.c, xl_xact_prepare in access/xact.h since 13. */
const formats: readonly TwoPhaseFormat[] = [
  { majors: [10, 10], magic: oldMagic, members: placeMembers([...start, ...middle]), statisticsItemSize: 0 },
  { majors: [11, 14], magic, members: withOrigin, statisticsItemSize: 0 },
  { majors: [15, 17], magic, members: withStatistics, statisticsItemSize: 12 },
  { majors: [18, 19], magic, members: withStatistics, statisticsItemSize: 16 },
];

const maxAlign = 8;
const crcSize = 4;
const recordHeaderSize = 8;
const maxAllocSize = 0x3fff_ffff;
const recordKinds = ['end', 'lock', 'statistics', 'multixact', 'predicate lock'];

/**
 * A file of pg_twophase; `name` is its name, from which the server takes the transaction id. 11 and newer share
 * a magic number: among their formats decides `major`, and without it which of them the content fits.
 * PostgreSQL: ReadTwoPhaseFile, ProcessTwoPhaseBuffer in twophase.c.
 */
export function readTwoPhase(
  bytes: Uint8Array,
  name: string,
  major?: Major,
): Reading<TwoPhaseState | undefined> {
  const states = formats
    .filter(({ majors: [first, last] }) => major === undefined || (first <= major && major <= last))
    .map(format => readAs(bytes, format))
    .filter(state => state !== undefined);
  const value = states.find(state => endsAt(state, bytes.length - crcSize)) ?? states[0];
  const refusal = refuse(bytes, value, name, major ?? value?.format.majors[1] ?? 19);
  return { value, problems: refusal ? [refusal] : [] };
}

function endsAt(state: TwoPhaseState, offset: number): boolean {
  const last = state.records.at(-1);
  return last?.kind === recordKinds[0] && last.offset + recordHeaderSize === offset;
}

function readAs(bytes: Uint8Array, format: TwoPhaseFormat): TwoPhaseState | undefined {
  const size = structSize(format.members);
  if (bytes.length < size + crcSize) return undefined;
  const header = readStruct(bytes, format.members) as unknown as TwoPhaseHeader;
  if (header.magic !== format.magic) return undefined;
  const view = viewOf(bytes);
  const crcOffset = bytes.length - crcSize;
  const sections = placeSections(header, format, crcOffset);
  const [, gid, subtransactions, onCommit, onAbort] = sections;
  const last = sections[sections.length - 1];
  const records = readRecords(view, alignUp(last.offset + last.length, maxAlign), crcOffset);
  return {
    header,
    gid: readText(bytes.subarray(gid.offset, gid.offset + gid.length)),
    subtransactions: Array.from({ length: subtransactions.length / 4 }, (_, i) =>
      view.getUint32(subtransactions.offset + i * 4, true),
    ),
    deletedOnCommit: readRelationFiles(view, onCommit),
    deletedOnAbort: readRelationFiles(view, onAbort),
    records,
    relationLocks: records.flatMap(record => readRelationLock(view, record) ?? []),
    crcOk: view.getUint32(crcOffset, true) === crc32c(bytes.subarray(0, crcOffset)),
    format,
    sections,
  };
}

/** The parts before the records, each begun at a multiple of 8 and none reaching into the checksum. */
function placeSections(header: TwoPhaseHeader, format: TwoPhaseFormat, end: number): TwoPhaseSection[] {
  const parts: readonly (readonly [name: string, count: number, itemSize: number])[] = [
    ['header', 1, structSize(format.members)],
    ['gid', header.gidLength, 1],
    ['subtransactions', header.subtransactionCount, 4],
    ['files deleted on commit', header.commitRelationCount, 12],
    ['files deleted on abort', header.abortRelationCount, 12],
    ['statistics dropped on commit', header.commitStatisticsCount ?? 0, format.statisticsItemSize],
    ['statistics dropped on abort', header.abortStatisticsCount ?? 0, format.statisticsItemSize],
    ['cache invalidation messages', header.invalidationCount, 16],
  ];
  let at = 0;
  return parts.map(([name, count, itemSize]) => {
    const offset = Math.min(alignUp(at, maxAlign), end);
    const fitting = itemSize > 0 ? Math.floor((end - offset) / itemSize) : 0;
    const length = Math.max(0, Math.min(count, fitting)) * itemSize;
    at = offset + length;
    return { name, offset, length };
  });
}

function readRelationFiles(view: DataView, { offset, length }: TwoPhaseSection): RelationFile[] {
  return Array.from({ length: length / 12 }, (_, i) => ({
    tablespace: view.getUint32(offset + i * 12, true),
    database: view.getUint32(offset + i * 12 + 4, true),
    relation: view.getUint32(offset + i * 12 + 8, true),
  }));
}

/** The records up to the one of kind `end`, or to the place where they stop making sense. */
function readRecords(view: DataView, start: number, end: number): TwoPhaseRecord[] {
  const records: TwoPhaseRecord[] = [];
  let at = start;
  while (at + recordHeaderSize <= end) {
    const length = view.getUint32(at, true);
    const manager = view.getUint8(at + 4);
    if (at + recordHeaderSize + length > end) break;
    records.push({ kind: recordKinds[manager] ?? `kind ${manager}`, offset: at, length });
    if (manager === 0) break;
    at += recordHeaderSize + alignUp(length, maxAlign);
  }
  return records;
}

function refuse(
  bytes: Uint8Array,
  state: TwoPhaseState | undefined,
  name: string,
  major: Major,
): FileProblem | undefined {
  const xid = Number.parseInt(name.slice(-8), 16);
  const problem =
    findDamage(bytes, state, `pg_twophase/${name}`, major) ?? wrongTransaction(state, name, xid, major);
  if (!problem || major >= 12) return problem;
  const message = `removing corrupt two-phase state file for transaction ${xid}`;
  return { level: 'WARNING', message, offset: problem.offset };
}

function findDamage(
  bytes: Uint8Array,
  state: TwoPhaseState | undefined,
  path: string,
  major: Major,
): FileProblem | undefined {
  const fatal = (message: string, offset: number): FileProblem => ({ level: 'FATAL', message, offset });
  const size = bytes.length;
  const format = formats.find(({ majors: [first, last] }) => first <= major && major <= last)!;
  const least = alignUp(structSize(format.members), maxAlign) + recordHeaderSize + crcSize;
  if (size < least || size > maxAllocSize)
    return fatal(`incorrect size of file "${path}": ${size} byte${size === 1 ? '' : 's'}`, size);
  if ((size - crcSize) % maxAlign !== 0)
    return fatal(`incorrect alignment of CRC offset for file "${path}"`, size);
  const view = viewOf(bytes);
  if (view.getUint32(0, true) !== format.magic)
    return fatal(`invalid magic number stored in file "${path}"`, 0);
  if (view.getUint32(4, true) !== size) return fatal(`invalid size stored in file "${path}"`, 4);
  if (!state?.crcOk)
    return fatal(`calculated CRC checksum does not match value stored in file "${path}"`, size - crcSize);
  return undefined;
}

function wrongTransaction(
  state: TwoPhaseState | undefined,
  name: string,
  xid: number,
  major: Major,
): FileProblem | undefined {
  if (!/^([0-9A-F]{8}){1,2}$/.test(name) || state?.header.xid === xid) return undefined;
  const epoch = major >= 19 ? ` of epoch ${Number.parseInt(name.slice(0, -8) || '0', 16)}` : '';
  const message = `corrupted two-phase state file for transaction ${xid}${epoch}`;
  return { level: 'FATAL', message, offset: 8 };
}
