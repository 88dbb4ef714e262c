import { formatSegmentName, isValidSegmentSize } from '../segmentName.ts';
import { type ControlFormat, controlFormat, readControl } from './control.ts';
import type { ControlFile } from './controlFile.ts';
import { controlLayout, type PlacedControlMember } from './controlLayout.ts';
import { formatLsnOf, stateNames, summarizeControl, walLevelName } from './controlState.ts';
import { formatCTime, formatFullXid } from './controlText.ts';
import type { Explained, ExplainedField, Verdict } from './explained.ts';
import { bytesValue, checksum, explainMembers, oidValue, part, type Wording } from './explainParts.ts';
import type { FileProblem } from './problem.ts';
import type { ReportedFile } from './report.ts';
import type { MemberValue } from './struct.ts';

type Key = keyof ControlFile;

/** The parts of the file in reading order; the first key of each is where it begins. */
const parts: readonly (readonly [name: string, meaning: string, first: Key])[] = [
  ['Identity', 'Whose file this is and in which format it is written.', 'systemIdentifier'],
  ['State', 'How the server was left, and where its last checkpoint is.', 'state'],
  ['Last checkpoint', 'A copy of the checkpoint record, in case the WAL is lost.', 'redo'],
  ['Recovery', 'What replay has to reach before the data are consistent.', 'unloggedLsn'],
  ['Settings', 'Settings that a standby has to match, as they were when the server last ran.', 'walLevel'],
  ['Build', 'What the server program was compiled with, and initdb was told.', 'maxAlign'],
  [
    'Ends',
    'A secret for authentication, and the checksum of everything before it.',
    'mockAuthenticationNonce',
  ],
];

/** The decoded view of a pg_control. */
export function explainControl({ bytes, beside }: ReportedFile): Explained {
  const { value: control, problems } = readControl(bytes);
  const format = controlFormat(bytes);
  if (!format)
    return {
      title: 'pg_control of an unknown version',
      summary: [],
      fields: explainUnknown(bytes),
      problems,
    };
  const wordings = wordControl(format, control);
  const fields = parts.flatMap(([name, meaning, first], i) => {
    const members = membersBetween(format.layout, first, parts[i + 1]?.[2]);
    return part(name, meaning, explainMembers(bytes, members, wordings, format.littleEndian));
  });
  return {
    title: `pg_control of a PostgreSQL ${format.major} cluster`,
    verdict: control && verdictOf(control),
    crcOk: control?.crcOk,
    summary: control ? sentences(control, beside, problems) : [],
    fields,
    problems,
  };
}

/** The members that stand at the same place in every version. */
function explainUnknown(bytes: Uint8Array): ExplainedField[] {
  const layout = controlLayout(10);
  const members = membersBetween(layout, 'systemIdentifier', 'state');
  const wordings = wordControl({ major: 10, littleEndian: true, layout }, undefined);
  return part(parts[0][0], parts[0][1], explainMembers(bytes, members, wordings));
}

function verdictOf({ state }: ControlFile): Verdict {
  const clean = state === 1 || state === 2;
  return { severity: clean ? 'good' : 'note', text: stateNames[state] ?? `unknown state ${state}` };
}

function sentences(
  control: ControlFile,
  beside: ReportedFile['beside'],
  problems: readonly FileProblem[],
): string[] {
  const { left, nextStart } = summarizeControl(control, beside);
  const refusal = problems.find(({ level }) => level !== 'ADVICE');
  if (!control.crcOk)
    return [
      'The bytes do not fit their checksum: what is said below may be wrong, and no server starts from this file.',
    ];
  if (refusal) return [left, 'A server of the usual build refuses to start from this file.'];
  return [left, `Next start: ${nextStart}`];
}

function membersBetween(layout: readonly PlacedControlMember[], first: Key, next: Key | undefined) {
  const index = (key: Key) => layout.findIndex(member => member.key === key);
  return layout.slice(index(first), next === undefined ? undefined : index(next));
}

/** Wording of each member; some values need others of the file, `control`, to be understood. */
function wordControl(
  { major }: ControlFormat,
  control: ControlFile | undefined,
): Readonly<Record<Key, Wording>> {
  const lsn = (value: MemberValue) => formatLsnOf(major, value as bigint);
  const lsnOrNone = (value: MemberValue) => (value === 0n ? `${lsn(0n)} (none)` : lsn(value));
  const time = (value: MemberValue) => `${formatCTime(value as bigint, 'UTC')} UTC`;
  const inSegment = (value: MemberValue) => {
    const size = control?.walSegmentSize ?? 0;
    if (!control || !isValidSegmentSize(size)) return lsn(value);
    const number = (value as bigint) / BigInt(size);
    return `${lsn(value)} in ${formatSegmentName({ timeline: control.timeline, number }, size)}`;
  };
  const onTimeline = (timeline: number | undefined) => (value: MemberValue) =>
    value === 0n ? undefined : { lsn: value as bigint, timeline };
  const wal = onTimeline(control?.timeline);
  const level = (value: MemberValue) => walLevelName(Number(value)) ?? `unknown level ${value}`;
  const fullXid = (value: MemberValue) => (typeof value === 'bigint' ? formatFullXid(value) : String(value));
  const onOff = (value: MemberValue) => (value ? 'on' : 'off');
  const xidOrNone = oidValue('none');
  return {
    major: { meaning: '' },
    crcOk: { meaning: '' },
    bigEndian: { meaning: '' },
    systemIdentifier: {
      meaning: 'Given by initdb; every WAL page and every standby of this cluster carries it.',
    },
    controlVersion: { meaning: 'Version of the layout of this file.' },
    catalogVersion: { meaning: 'Version of the system catalogs; the server refuses any other.' },
    state: {
      meaning: 'What the server was doing when it last wrote this file.',
      value: value => stateNames[Number(value)] ?? `unknown state ${value}`,
    },
    time: { meaning: 'When this file was last written.', value: time },
    checkpoint: { meaning: 'Where the last checkpoint record is.', value: inSegment, wal },
    priorCheckpoint: {
      meaning: 'The checkpoint before it, tried when the last one cannot be read.',
      value: inSegment,
      wal,
    },
    redo: { meaning: 'Replay starts here: everything before is in the data files.', value: inSegment, wal },
    timeline: { meaning: 'Timeline of the checkpoint.' },
    prevTimeline: { meaning: 'The timeline it came from; the same when no timeline began with it.' },
    fullPageWrites: {
      meaning: 'Whether pages go whole into WAL when they are first changed after a checkpoint.',
      value: onOff,
    },
    checkpointWalLevel: { meaning: 'wal_level when the checkpoint was made.', value: level },
    logicalDecoding: { meaning: 'Whether WAL held what logical decoding needs.', value: onOff },
    nextXidEpoch: { meaning: 'How often transaction ids have wrapped around.' },
    nextXid: {
      meaning: 'The next transaction id; before the colon how often ids have wrapped.',
      value: fullXid,
    },
    nextOid: { meaning: 'The next object identifier.' },
    nextMulti: { meaning: 'The next multixact id, for rows that several transactions lock.' },
    nextMultiOffset: { meaning: 'The next free place among the members of multixacts.' },
    oldestXid: { meaning: 'The oldest transaction id that may still be in a row of any database.' },
    oldestXidDb: { meaning: 'OID of the database that holds it back.' },
    oldestMulti: { meaning: 'The oldest multixact id that may still be in a row.' },
    oldestMultiDb: { meaning: 'OID of the database that holds it back.' },
    checkpointTime: { meaning: 'When the checkpoint began.', value: time },
    oldestCommitTsXid: { meaning: 'The oldest transaction whose commit time is kept.', value: xidOrNone },
    newestCommitTsXid: { meaning: 'The newest transaction whose commit time is kept.', value: xidOrNone },
    oldestActiveXid: {
      meaning: 'The oldest transaction that ran during the checkpoint; none for a shutdown.',
      value: xidOrNone,
    },
    unloggedLsn: { meaning: 'A counter that stands in for LSNs in unlogged relations.', value: lsn },
    minRecoveryPoint: {
      meaning:
        'Replay has to get past this before the data are consistent; none outside of archive recovery.',
      value: lsnOrNone,
      wal: onTimeline(control?.minRecoveryPointTimeline),
    },
    minRecoveryPointTimeline: { meaning: 'The timeline of that point.', value: oidValue('none') },
    backupStartPoint: {
      meaning: 'Where the backup began that is being recovered; none once its end was seen.',
      value: lsnOrNone,
      wal,
    },
    backupEndPoint: { meaning: 'Where a backup taken from a standby ends.', value: lsnOrNone, wal },
    backupEndRequired: { meaning: 'Whether recovery has to see the record that ends the backup.' },
    walLevel: { meaning: 'wal_level: how much WAL says.', value: level },
    walLogHints: { meaning: 'Whether changes of hint bits are logged too.', value: onOff },
    maxConnections: { meaning: 'max_connections; a hot standby needs at least as many.' },
    maxWorkerProcesses: { meaning: 'max_worker_processes; a hot standby needs at least as many.' },
    maxWalSenders: { meaning: 'max_wal_senders; a hot standby needs at least as many.' },
    maxPreparedXacts: { meaning: 'max_prepared_transactions; a hot standby needs at least as many.' },
    maxLocksPerXact: { meaning: 'max_locks_per_transaction; a hot standby needs at least as many.' },
    trackCommitTimestamp: { meaning: 'Whether commit times are kept.', value: onOff },
    maxAlign: { meaning: 'Alignment of the widest type.', value: bytesValue },
    floatFormat: { meaning: 'A known number; it looks wrong where floating point differs.' },
    blockSize: { meaning: 'Size of a data page.', value: bytesValue },
    relationSegmentBlocks: { meaning: 'Pages in one file of a large relation.' },
    slruPagesPerSegment: { meaning: 'Pages in one file of transaction status and the like.' },
    walBlockSize: { meaning: 'Size of a WAL page.', value: bytesValue },
    walSegmentSize: { meaning: 'Size of a WAL segment.', value: bytesValue },
    nameDataLength: { meaning: 'Room for a name, with the zero at its end.', value: bytesValue },
    indexMaxKeys: { meaning: 'Most columns an index can have.' },
    toastMaxChunkSize: { meaning: 'Size of a piece of a TOASTed value.', value: bytesValue },
    largeObjectBlockSize: { meaning: 'Size of a piece of a large object.', value: bytesValue },
    float4ByValue: { meaning: 'Whether four-byte numbers are passed by value.' },
    float8ByValue: { meaning: 'Whether eight-byte numbers are passed by value.' },
    initialDataChecksumVersion: {
      meaning: 'Checksums of data pages as initdb set them.',
      value: checksumState,
    },
    dataChecksumVersion: { meaning: 'Checksums of data pages.', value: checksumState },
    charSigned: {
      meaning: 'Whether the C type char is signed on the machine of initdb.',
      value: value => (value ? 'signed' : 'unsigned'),
    },
    mockAuthenticationNonce: { meaning: 'A random number, used where a login fails early.' },
    crc: checksum('CRC-32C of all bytes before it.', control?.crcOk),
  };
}

/** Whether pages have checksums; 19 can switch them while it runs. PostgreSQL: storage/checksum.h. */
function checksumState(value: MemberValue): string {
  const state = ['off', 'on', 'being switched off', 'being switched on'][Number(value)];
  return `${value} (${state ?? 'unknown'})`;
}
