import { type Major, sinceMajor } from '../majors.ts';
import type { Recovery } from './recovery.ts';
import { RecoveryEnds } from './serverLog.ts';

const pauseText: { readonly [M in Major]?: readonly [text: string, hint: string] } = {
  10: ['recovery has paused', 'Execute pg_wal_replay_resume() to continue.'],
  13: ['pausing at the end of recovery', 'Execute pg_wal_replay_resume() to promote.'],
};

/** Pauses where queries are possible; else the server goes on. PostgreSQL: recoveryPausesHere. */
export function pauseAtTarget({ hotStandby, log, major }: Recovery): void {
  if (!hotStandby.active) return;
  const [text, hint] = sinceMajor(pauseText, major)!;
  log.log(text, { hint });
  throw new RecoveryEnds('paused');
}
