import { type Major, sinceMajor } from '../majors.ts';
import type { SteeringFile } from './recovery.ts';
import type { RecoveryOptions } from './recoveryOptions.ts';
import type { ServerLog } from './serverLog.ts';

export const settingsSince: Major = 12;

/** What the files of the data directory ask for. */
export type Requested = 'nothing' | 'recovery' | 'standby';

/** PostgreSQL: readRecoverySignalFile, which removes a recovery.done; up to 11 recovery.conf alone counts. */
export function requestedRecovery(
  there: Set<SteeringFile>,
  major: Major,
  signal: 'recovery' | 'standby' | undefined,
  log: ServerLog,
): Requested {
  if (major < settingsSince) return there.has('recovery.conf') || signal ? 'recovery' : 'nothing';
  if (there.has('recovery.conf')) log.fatal('using recovery command file "recovery.conf" is not supported');
  there.delete('recovery.done');
  if (there.has('standby.signal') || signal === 'standby') return 'standby';
  return there.has('recovery.signal') || signal ? 'recovery' : 'nothing';
}

const mustRestore: { readonly [M in Major]?: string } = {
  10: 'recovery command file "recovery.conf" must specify restore_command when standby mode is not enabled',
  12: 'must specify restore_command when standby mode is not enabled',
  17: 'must specify "restore_command" when standby mode is not enabled',
};
const noSource: { readonly [M in Major]?: string } = {
  10: 'recovery command file "recovery.conf" specified neither primary_conninfo nor restore_command',
  12: 'specified neither primary_conninfo nor restore_command',
  17: 'specified neither "primary_conninfo" nor "restore_command"',
};

/** Whether there is a place that WAL can come from. PostgreSQL: validateRecoveryParameters. */
export function checkSources(
  { restoreCommand, primaryConninfo, standby }: RecoveryOptions,
  major: Major,
  log: ServerLog,
): void {
  if (restoreCommand !== undefined || (standby && primaryConninfo)) return;
  if (!standby) log.fatal(sinceMajor(mustRestore, major)!);
  log.add('WARNING', sinceMajor(noSource, major)!, {
    hint: 'The database server will regularly poll the pg_wal subdirectory to check for files placed there.',
  });
}
