import { type Major, sinceMajor } from '../majors.ts';
import type { RecoveryEnds, ServerLog } from './serverLog.ts';

const deaths = {
  'exit 1': 'startup process (PID N) exited with exit code 1',
  abort: 'startup process (PID N) was terminated by signal 6: Aborted',
} as const;

const afterDeath: { readonly [M in Major]?: readonly string[] } = {
  10: ['terminating any other active server processes'],
  14: ['terminating any other active server processes', 'shutting down due to startup process failure'],
};
const othersRunFromTheStart: Major = 15;

/**
 * What the postmaster says when the startup process has ended. `recoveryStarted`: other processes run beside it.
 * PostgreSQL: reaper in postmaster.c.
 */
export function tellDeath(
  { startupExit }: Pick<RecoveryEnds, 'startupExit'>,
  major: Major,
  recoveryStarted: boolean,
  log: ServerLog,
): void {
  if (!startupExit) return;
  if (startupExit === 'shutdown') log.postmaster('shutdown at recovery target');
  else {
    log.postmaster(deaths[startupExit]);
    const others = recoveryStarted || major >= othersRunFromTheStart;
    const lines = others
      ? sinceMajor(afterDeath, major)!
      : ['aborting startup due to startup process failure'];
    for (const line of lines) log.postmaster(line);
  }
  log.postmaster('database system is shut down');
}
