import type { Lsn } from '../lsn.ts';
import type { Major } from '../majors.ts';
import { isValidSegmentSize } from '../segmentName.ts';
import type { ControlFile } from './controlFile.ts';
import { formatLsnOf, redoSegment, stateNames, walLevelName } from './controlState.ts';

/** What pg_controldata writes. */
export interface ControlText {
  readonly stdout: string;
  /** Without the `pg_controldata: ` that begins each message. */
  readonly stderr: readonly string[];
}

interface Line {
  readonly label: string;
  readonly value: (control: ControlFile, zone: string) => string | number | bigint;
  readonly from?: Major;
  readonly to?: Major;
}

const lsn = (pick: (control: ControlFile) => Lsn) => (control: ControlFile) =>
  formatLsnOf(control.major, pick(control));
const onOff = (value: boolean) => (value ? 'on' : 'off');
const byValue = (value: boolean | undefined) => (value ? 'by value' : 'by reference');

const lines: readonly Line[] = [
  { label: 'pg_control version number:', value: c => c.controlVersion },
  { label: 'Catalog version number:', value: c => c.catalogVersion },
  { label: 'Database system identifier:', value: c => c.systemIdentifier },
  { label: 'Database cluster state:', value: c => stateNames[c.state] ?? 'unrecognized status code' },
  { label: 'pg_control last modified:', value: (c, zone) => formatCTime(c.time, zone) },
  { label: 'Latest checkpoint location:', value: lsn(c => c.checkpoint) },
  { label: 'Prior checkpoint location:', value: lsn(c => c.priorCheckpoint ?? 0n), to: 10 },
  { label: "Latest checkpoint's REDO location:", value: lsn(c => c.redo) },
  { label: "Latest checkpoint's REDO WAL file:", value: c => redoSegment(c) ?? '???' },
  { label: "Latest checkpoint's TimeLineID:", value: c => c.timeline },
  { label: "Latest checkpoint's PrevTimeLineID:", value: c => c.prevTimeline },
  { label: "Latest checkpoint's full_page_writes:", value: c => onOff(c.fullPageWrites) },
  { label: "Latest checkpoint's logical decoding:", value: c => onOff(c.logicalDecoding!), from: 19 },
  { label: "Latest checkpoint's NextXID:", value: c => formatFullXid(c.nextXid) },
  { label: "Latest checkpoint's NextOID:", value: c => c.nextOid },
  { label: "Latest checkpoint's NextMultiXactId:", value: c => c.nextMulti },
  { label: "Latest checkpoint's NextMultiOffset:", value: c => c.nextMultiOffset },
  { label: "Latest checkpoint's oldestXID:", value: c => c.oldestXid },
  { label: "Latest checkpoint's oldestXID's DB:", value: c => c.oldestXidDb },
  { label: "Latest checkpoint's oldestActiveXID:", value: c => c.oldestActiveXid },
  { label: "Latest checkpoint's oldestMultiXid:", value: c => c.oldestMulti },
  { label: "Latest checkpoint's oldestMulti's DB:", value: c => c.oldestMultiDb },
  { label: "Latest checkpoint's oldestCommitTsXid:", value: c => c.oldestCommitTsXid },
  { label: "Latest checkpoint's newestCommitTsXid:", value: c => c.newestCommitTsXid },
  { label: 'Time of latest checkpoint:', value: (c, zone) => formatCTime(c.checkpointTime, zone) },
  { label: 'Fake LSN counter for unlogged rels:', value: lsn(c => c.unloggedLsn) },
  { label: 'Minimum recovery ending location:', value: lsn(c => c.minRecoveryPoint) },
  { label: "Min recovery ending loc's timeline:", value: c => c.minRecoveryPointTimeline },
  { label: 'Backup start location:', value: lsn(c => c.backupStartPoint) },
  { label: 'Backup end location:', value: lsn(c => c.backupEndPoint) },
  { label: 'End-of-backup record required:', value: c => (c.backupEndRequired ? 'yes' : 'no') },
  { label: 'wal_level setting:', value: c => walLevelName(c.walLevel) ?? unknownLevel(c.major) },
  { label: 'wal_log_hints setting:', value: c => onOff(c.walLogHints) },
  { label: 'max_connections setting:', value: c => c.maxConnections },
  { label: 'max_worker_processes setting:', value: c => c.maxWorkerProcesses },
  { label: 'max_wal_senders setting:', value: c => c.maxWalSenders!, from: 12 },
  { label: 'max_prepared_xacts setting:', value: c => c.maxPreparedXacts },
  { label: 'max_locks_per_xact setting:', value: c => c.maxLocksPerXact },
  { label: 'track_commit_timestamp setting:', value: c => onOff(c.trackCommitTimestamp) },
  { label: 'Maximum data alignment:', value: c => c.maxAlign },
  { label: 'Database block size:', value: c => c.blockSize },
  { label: 'Blocks per segment of large relation:', value: c => c.relationSegmentBlocks },
  { label: 'Pages per SLRU segment:', value: c => c.slruPagesPerSegment!, from: 19 },
  { label: 'WAL block size:', value: c => c.walBlockSize },
  { label: 'Bytes per WAL segment:', value: c => c.walSegmentSize },
  { label: 'Maximum length of identifiers:', value: c => c.nameDataLength },
  { label: 'Maximum columns in an index:', value: c => c.indexMaxKeys },
  { label: 'Maximum size of a TOAST chunk:', value: c => c.toastMaxChunkSize },
  { label: 'Size of a large-object chunk:', value: c => c.largeObjectBlockSize },
  { label: 'Date/time type storage:', value: () => '64-bit integers' },
  { label: 'Float4 argument passing:', value: c => byValue(c.float4ByValue), to: 12 },
  { label: 'Float8 argument passing:', value: c => byValue(c.float8ByValue) },
  { label: 'Data page checksum version:', value: c => c.dataChecksumVersion },
  { label: 'Default char data signedness:', value: c => (c.charSigned ? 'signed' : 'unsigned'), from: 18 },
  { label: 'Mock authentication nonce:', value: c => c.mockAuthenticationNonce },
];

/**
 * What the pg_controldata of the file's own major prints in the C locale; `timeZone` is an IANA name.
 * PostgreSQL: bin/pg_controldata/pg_controldata.c, common/controldata_utils.c.
 */
export function controlText(control: ControlFile, timeZone = 'UTC'): ControlText {
  const { major } = control;
  const warnings = collectWarnings(control);
  const report = lines
    .filter(({ from = 10, to = 19 }) => from <= major && major <= to)
    .map(({ label, value }) => `${label.padEnd(38)}${value(control, timeZone)}\n`)
    .join('');
  return major < 17
    ? { stdout: warnings.map(warning => `${warning}\n\n`).join('') + report, stderr: [] }
    : { stdout: report, stderr: warnings };
}

function collectWarnings(control: ControlFile): string[] {
  const crc = control.crcOk ? [] : control.major < 17 ? oldCrcWarning : newCrcWarning;
  if (control.major === 10 || isValidSegmentSize(control.walSegmentSize)) return [...crc];
  const size = control.walSegmentSize | 0;
  return [...crc, ...(control.major < 17 ? oldSizeWarning(size) : newSizeWarning(size))];
}

const oldCrcWarning = [
  'WARNING: Calculated CRC checksum does not match value stored in file.\n' +
    'Either the file is corrupt, or it has a different layout than this program\n' +
    'is expecting.  The results below are untrustworthy.',
];

const newCrcWarning = [
  'warning: calculated CRC checksum does not match value stored in control file',
  'detail: Either the control file is corrupt, or it has a different layout than this program is expecting.  The results below are untrustworthy.',
];

const oldSizeWarning = (size: number) => [
  'WARNING: invalid WAL segment size\n' +
    `The WAL segment size stored in the file, ${bytesText(size)}, is not a power of two\n` +
    'between 1 MB and 1 GB.  The file is corrupt and the results below are\n' +
    'untrustworthy.',
];

const newSizeWarning = (size: number) => [
  `warning: invalid WAL segment size in control file (${bytesText(size)})`,
  'detail: The WAL segment size must be a power of two between 1 MB and 1 GB.',
  'detail: The file is corrupt and the results below are untrustworthy.',
];

function bytesText(count: number): string {
  return `${count} byte${count === 1 ? '' : 's'}`;
}

function unknownLevel(major: Major): string {
  return major < 17 ? 'unrecognized wal_level' : 'unrecognized "wal_level"';
}

/** `0:573`: epoch and transaction id. */
export function formatFullXid(xid: bigint): string {
  return `${xid >> 32n}:${xid & 0xffff_ffffn}`;
}

/** The Gregorian calendar, days of the week included, repeats after 400 years: this many seconds. */
const calendarCycle = 12_622_780_800n;

/** `Mon Nov 23 08:49:38 2026`, as strftime's %c in the C locale; `???` for a year beyond 32 bits. */
export function formatCTime(seconds: bigint, timeZone: string): string {
  const cycles = seconds >= 0n && seconds < calendarCycle ? 0n : floorDivide(seconds, calendarCycle);
  const date = new Date(Number(seconds - cycles * calendarCycle) * 1000);
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    weekday: 'short',
    month: 'short',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    year: 'numeric',
  });
  const part = Object.fromEntries(format.formatToParts(date).map(({ type, value }) => [type, value]));
  const year = BigInt(part.year) + cycles * 400n;
  if (BigInt.asIntN(32, year - 1900n) !== year - 1900n) return '???';
  return `${part.weekday} ${part.month} ${part.day.padStart(2)} ${part.hour}:${part.minute}:${part.second} ${year}`;
}

function floorDivide(dividend: bigint, divisor: bigint): bigint {
  const quotient = dividend / divisor;
  return dividend % divisor < 0n ? quotient - 1n : quotient;
}
