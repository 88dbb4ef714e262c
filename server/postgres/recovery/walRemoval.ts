import type { Lsn } from '../lsn.ts';
import type { Major } from '../majors.ts';
import { formatSegmentName } from '../segmentName.ts';
import type { Recovery } from './recovery.ts';

const segmentName = /^[0-9A-F]{24}$/;
const partialName = /^[0-9A-F]{24}\.partial$/;
const megabyte = 1024 * 1024;
/** Segments that are kept in store behind a switch of the timeline. */
const keptBehindSwitch = 10n;
/** From here on segments are not made ready for use while recovery still reads; seen with 13.23, 14.23 and later. */
export const keepsRecoveryApartSince: Major = 13;
/** Up to here segments are kept from the checkpoint before on. */
export const oldestKeepsPriorCheckpoint: Major = 10;
/** Part of a segment that has to be full before the next one is made ready. */
const preparesNextAt = 0.75;

/** Where segments that are no longer needed go. */
export interface Recycling {
  /** The first segment that may be wanted, and the last one. */
  next: bigint;
  readonly last: bigint;
  readonly timeline: number;
  readonly allowed: boolean;
}

/** Removes segments of older timelines behind a switch. PostgreSQL: RemoveNonParentXlogFiles. */
export function removeNonParentFiles(
  recovery: Recovery,
  switchPoint: Lsn,
  timeline: number,
  atEnd = false,
): void {
  const { wal, segmentSize, major } = recovery;
  const size = BigInt(segmentSize);
  const last = formatSegmentName({ timeline, number: (switchPoint - 1n) / size }, segmentSize);
  const next = switchPoint / size;
  const allowed = atEnd || major < keepsRecoveryApartSince;
  const recycling = { next, last: next + keptBehindSwitch, timeline, allowed };
  for (const name of wal.names()) {
    if (!segmentName.test(name)) continue;
    const isBehind = name.slice(0, 8) < last.slice(0, 8) && name.slice(8) > last.slice(8);
    if (isBehind && wal.status(name) !== 'ready') removeOrRecycle(recovery, name, recycling);
  }
}

/** Removes segments up to `before` that the archive has. PostgreSQL: RemoveOldXlogFiles. */
export function removeOldFiles(
  recovery: Recovery,
  before: bigint,
  recycling: Recycling,
  afterCrash: boolean,
): void {
  const { wal, segmentSize } = recovery;
  if (before < 0n) return;
  const last = formatSegmentName({ timeline: 0, number: before }, segmentSize);
  for (const name of wal.names()) {
    if (!segmentName.test(name) && !partialName.test(name)) continue;
    if (name.slice(8) <= last.slice(8) && isArchived(recovery, name, afterCrash))
      removeOrRecycle(recovery, name, recycling);
  }
}

/** PostgreSQL: XLogArchiveCheckDone. A segment that nobody has announced is now. */
function isArchived({ settings, wal }: Recovery, name: string, afterCrash: boolean): boolean {
  const mode = settings.text('archive_mode');
  if (mode === 'off' || (mode !== 'always' && !afterCrash)) return true;
  const status = wal.status(name);
  if (status === undefined) wal.setStatus(name, 'ready');
  return status === 'done';
}

/** PostgreSQL: RemoveXlogFile, InstallXLogFileSegment. */
function removeOrRecycle(
  { wal, segmentSize, settings, major }: Recovery,
  name: string,
  recycling: Recycling,
): void {
  const recycles = recycling.allowed && (major < 12 || settings.flag('wal_recycle'));
  wal.setStatus(name, undefined);
  for (; recycles && recycling.next <= recycling.last; recycling.next++) {
    const slot = formatSegmentName({ timeline: recycling.timeline, number: recycling.next }, segmentSize);
    if (wal.has(slot)) continue;
    wal.rename(name, slot);
    recycling.next++;
    return;
  }
  wal.remove(name);
}

/** How far behind the redo point segments are kept for use. PostgreSQL: XLOGfileslop. */
export function recyclingLimit(recovery: Recovery, redo: Lsn, distance: number): bigint {
  const { segmentSize, settings } = recovery;
  const segments = (setting: string) =>
    BigInt(Math.floor((settings.number(setting) * megabyte) / segmentSize));
  const at = redo / BigInt(segmentSize);
  const least = at + segments('min_wal_size') - 1n;
  const most = at + segments('max_wal_size') - 1n;
  const expected = (1 + settings.number('checkpoint_completion_target')) * distance * 1.1;
  const wanted = BigInt(Math.ceil((Number(redo) + expected) / segmentSize));
  const raised = wanted < least ? least : wanted;
  return raised > most ? most : raised;
}

/** The first segment that wal_keep_size lets stay. PostgreSQL: KeepLogSeg. */
export function keptSegments(recovery: Recovery, end: Lsn, redoSegment: bigint): bigint {
  const { major, segmentSize, settings } = recovery;
  const keep =
    major >= 13
      ? Math.floor((settings.number('wal_keep_size') * megabyte) / segmentSize)
      : settings.number('wal_keep_segments');
  if (keep <= 0) return redoSegment;
  const current = end / BigInt(segmentSize);
  const first = current <= BigInt(keep) ? 1n : current - BigInt(keep);
  return first < redoSegment ? first : redoSegment;
}

/** The segment behind one that is nearly full is made ready. PostgreSQL: PreallocXlogFiles. */
export function prepareSegments({ segmentSize, wal }: Recovery, end: Lsn, timeline: number): void {
  const size = BigInt(segmentSize);
  if (Number((end - 1n) % size) < preparesNextAt * segmentSize) return;
  const next = formatSegmentName({ timeline, number: (end - 1n) / size + 1n }, segmentSize);
  if (!wal.has(next)) wal.put(next);
}
