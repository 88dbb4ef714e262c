import { formatLsnOf } from '../files/controlState.ts';
import { type Major, sinceMajor } from '../majors.ts';
import type { Recovery } from './recovery.ts';

const sinceFifteen = { 10: false, 15: true } as const;
const readyToRead: { readonly [M in Major]?: string } = {
  10: 'database system is ready to accept read only connections',
  14: 'database system is ready to accept read-only connections',
};

/** Whether data is as if it had been written at one moment from here on. PostgreSQL: CheckRecoveryConsistency. */
export function checkConsistency(recovery: Recovery): void {
  const { log, major, control, lastReplayedEnd, hotStandby } = recovery;
  if (recovery.minRecoveryPoint === 0n) return;
  const lsn = (value: bigint) => formatLsnOf(major, value);
  const isNew = sinceMajor(sinceFifteen, major)!;
  if (recovery.backupEndPoint !== 0n && recovery.backupEndPoint <= lastReplayedEnd) {
    if (isNew)
      log.log(
        `completed backup recovery with redo LSN ${lsn(recovery.backupStartPoint)} and end LSN ${lsn(recovery.backupEndPoint)}`,
      );
    if (control.minRecoveryPoint < lastReplayedEnd) control.minRecoveryPoint = lastReplayedEnd;
    recovery.backupStartPoint = 0n;
    recovery.backupEndPoint = 0n;
    recovery.backupEndRequired = false;
  }
  const backupDone = !recovery.backupEndRequired && (isNew || recovery.backupStartPoint === 0n);
  if (!recovery.reachedConsistency && backupDone && recovery.minRecoveryPoint <= lastReplayedEnd) {
    recovery.reachedConsistency = true;
    recovery.found.consistent = lastReplayedEnd;
    log.log(`consistent recovery state reached at ${lsn(lastReplayedEnd)}`);
  }
  if (hotStandby.isReady && !hotStandby.active && recovery.reachedConsistency) {
    hotStandby.active = true;
    log.postmaster(sinceMajor(readyToRead, major)!);
  }
}
