import type { ControlFile } from '../files/controlFile.ts';
import { type Major, sinceMajor } from '../majors.ts';
import type { Recovery } from './recovery.ts';
import { RecoveryEnds } from './serverLog.ts';

const minimalText: { readonly [M in Major]?: { message: string; detail?: string; hint: string } } = {
  10: {
    message: 'WAL was generated with wal_level=minimal, data may be missing',
    hint: 'This happens if you temporarily set wal_level=minimal without taking a new base backup.',
  },
  14: {
    message: 'WAL was generated with wal_level=minimal, cannot continue recovering',
    detail: 'This happens if you temporarily set wal_level=minimal on the server.',
    hint: 'Use a backup taken after setting wal_level to higher than minimal.',
  },
  17: {
    message: 'WAL was generated with "wal_level=minimal", cannot continue recovering',
    detail: 'This happens if you temporarily set "wal_level=minimal" on the server.',
    hint: 'Use a backup taken after setting "wal_level" to higher than "minimal".',
  },
};
const pausesSince: Major = 14;
const minimal = 0;

const required: readonly (readonly [string, (control: ControlFile) => number | undefined])[] = [
  ['max_connections', control => control.maxConnections],
  ['max_worker_processes', control => control.maxWorkerProcesses],
  // pg_control has it from 12 on
  ['max_wal_senders', control => control.maxWalSenders],
  ['max_prepared_transactions', control => control.maxPreparedXacts],
  ['max_locks_per_transaction', control => control.maxLocksPerXact],
];

/** Whether the settings suffice for what the primary wrote. PostgreSQL: CheckRequiredParameterValues. */
export function checkRequiredParameters(recovery: Recovery): void {
  const { archiveRecoveryRequested, control, log, major, settings } = recovery;
  if (!archiveRecoveryRequested) return;
  const refusesMinimal = major >= pausesSince;
  if (control.walLevel === minimal) {
    const { message, detail, hint } = sinceMajor(minimalText, major)!;
    if (refusesMinimal) log.fatal(message, { detail, hint });
    log.add('WARNING', message, { hint });
  }
  if (!settings.flag('hot_standby')) return;
  if (control.walLevel === minimal)
    log.fatal(
      'hot standby is not possible because wal_level was not set to "replica" or higher on the master server',
      { hint: 'Either set wal_level to "replica" on the master, or turn off hot_standby here.' },
    );
  for (const [name, read] of required) {
    const theirs = read(control);
    const ours = settings.number(name);
    if (theirs !== undefined && ours < theirs) refuseLower(recovery, name, ours, theirs);
  }
}

function refuseLower({ hotStandby, log, major }: Recovery, name: string, ours: number, theirs: number): void {
  if (major < pausesSince)
    log.fatal(
      `hot standby is not possible because ${name} = ${ours} is a lower setting than on the master server (its value was ${theirs})`,
    );
  const detail = `${name} = ${ours} is a lower setting than on the primary server, where its value was ${theirs}.`;
  if (hotStandby.active) {
    log.add('WARNING', 'hot standby is not possible because of insufficient parameter settings', { detail });
    log.log('recovery has paused', {
      detail: 'If recovery is unpaused, the server will shut down.',
      hint: 'You can then restart the server after making the necessary configuration changes.',
    });
    throw new RecoveryEnds('paused');
  }
  log.fatal('recovery aborted because of insufficient parameter settings', {
    detail,
    hint: 'You can restart the server after making the necessary configuration changes.',
  });
}
