import type { Recovery } from './recovery.ts';
import { findNewestTimeline, historyExists } from './timelineHistory.ts';

/** Settles which timeline recovery is to end on. PostgreSQL: validateRecoveryParameters. */
export async function chooseTimeline(recovery: Recovery): Promise<void> {
  const { asked, control, log } = recovery;
  recovery.targetTimeline = Math.max(control.minRecoveryPointTimeline, control.timeline);
  if (!recovery.archiveRecoveryRequested || asked.timeline === 'current') return;
  if (asked.timeline === 'latest') {
    recovery.targetTimeline = await findNewestTimeline(recovery, recovery.targetTimeline);
    return;
  }
  if (asked.timeline !== 1 && !(await historyExists(recovery, asked.timeline)))
    log.fatal(`recovery target timeline ${asked.timeline} does not exist`);
  recovery.targetTimeline = asked.timeline;
}
