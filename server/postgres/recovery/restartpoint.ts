import type { Major } from '../majors.ts';
import type { Recovery } from './recovery.ts';
import {
  keepsRecoveryApartSince,
  keptSegments,
  oldestKeepsPriorCheckpoint,
  prepareSegments,
  recyclingLimit,
  removeOldFiles,
} from './walRemoval.ts';

/**
 * A server that shuts down in recovery makes a restartpoint of the last checkpoint that it has replayed; segments before
 * that go. PostgreSQL: CreateRestartPoint in xlog.c.
 */
export function makeRestartpoint(recovery: Recovery): void {
  const { control, lastReplayedEnd, major, replayedCheckpoint, replayTimeline, segmentSize } = recovery;
  if (replayedCheckpoint === undefined || replayedCheckpoint <= control.redo) return;
  const size = BigInt(segmentSize);
  const from = keepsFrom(major, control.redo, replayedCheckpoint);
  const before = keptSegments(recovery, lastReplayedEnd, from / size) - 1n;
  const recycling = {
    next: lastReplayedEnd / size,
    last: recyclingLimit(recovery, from, Number(replayedCheckpoint - control.redo)),
    timeline: replayTimeline,
    allowed: major < keepsRecoveryApartSince,
  };
  removeOldFiles(recovery, before, recycling, false);
  if (major < keepsRecoveryApartSince) prepareSegments(recovery, lastReplayedEnd, replayTimeline);
}

const megabyte = 1024 * 1024;

/**
 * Whether so much WAL is replayed that the server makes restartpoints on the way, at moments that files do not tell.
 * PostgreSQL: XLogCheckpointNeeded, CalculateCheckpointSegments.
 */
export function mayMakeRestartpoints(recovery: Recovery): boolean {
  const { lastReplayedEnd, redo, replayedCheckpoint, segmentSize, settings } = recovery;
  if (!recovery.archiveRecoveryRequested || replayedCheckpoint === undefined || replayedCheckpoint <= redo)
    return false;
  const most = (settings.number('max_wal_size') * megabyte) / segmentSize;
  const segments = Math.floor(most / (1 + settings.number('checkpoint_completion_target')));
  return Number((lastReplayedEnd - redo) / BigInt(segmentSize)) >= Math.max(1, segments) - 1;
}

function keepsFrom(major: Major, before: bigint, now: bigint): bigint {
  return major <= oldestKeepsPriorCheckpoint ? before : now;
}
