import {
  belowPrimary,
  minimalWalLevel,
  minimalWalRefused,
  requiredOfPrimary,
} from '../conf/start/primaryValues.ts';
import { type Major, sinceMajor } from '../majors.ts';
import type { Recovery } from './recovery.ts';
import { RecoveryEnds } from './serverLog.ts';

/** Up to 13 recovery goes on, unless it lets queries in. */
const minimalWarning = {
  message: 'WAL was generated with wal_level=minimal, data may be missing',
  hint: 'This happens if you temporarily set wal_level=minimal without taking a new base backup.',
};
const pausesSince: Major = 14;

/** Whether the settings suffice for what the primary wrote. PostgreSQL: CheckRequiredParameterValues. */
export function checkRequiredParameters(recovery: Recovery): void {
  const { archiveRecoveryRequested, control, log, major, settings } = recovery;
  if (!archiveRecoveryRequested) return;
  if (control.walLevel === minimalWalLevel) {
    if (major < pausesSince) log.add('WARNING', minimalWarning.message, { hint: minimalWarning.hint });
    const { message, detail, hint } = sinceMajor(minimalWalRefused, major)!;
    if (major >= pausesSince || settings.flag('hot_standby')) log.fatal(message, { detail, hint });
  }
  if (!settings.flag('hot_standby')) return;
  for (const [name, read] of requiredOfPrimary) {
    const theirs = read(control);
    const ours = settings.number(name);
    if (theirs !== undefined && ours < theirs) refuseLower(recovery, name, ours, theirs);
  }
}

function refuseLower(
  { hotStandby, log, major }: Recovery,
  name: string,
  ours: number,
  theirs: number,
): never {
  const { message, detail, hint } = sinceMajor(belowPrimary, major)!({ name, ours, theirs });
  if (major < pausesSince || !hotStandby.active) log.fatal(message, { detail, hint });
  log.add('WARNING', 'hot standby is not possible because of insufficient parameter settings', { detail });
  log.log('recovery has paused', {
    detail: 'If recovery is unpaused, the server will shut down.',
    hint: 'You can then restart the server after making the necessary configuration changes.',
  });
  throw new RecoveryEnds('paused');
}
