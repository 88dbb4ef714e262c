import { type Setting, settingNamed, settingsOf } from '../../postgres/conf/catalogue.ts';
import type { Major } from '../../postgres/majors.ts';

/** The first major whose postgresql.conf holds the settings of recovery. */
const settingsHoldRecovery: Major = 12;

const movedNames = `archive_cleanup_command primary_conninfo primary_slot_name recovery_end_command
  recovery_min_apply_delay recovery_target recovery_target_action recovery_target_inclusive recovery_target_lsn
  recovery_target_name recovery_target_time recovery_target_timeline recovery_target_xid restore_command`.split(
  /\s+/,
);

const onlyInRecoveryConf: readonly Setting[] = [
  { name: 'standby_mode', type: 'bool', context: 'postmaster', default: 'off' },
  { name: 'trigger_file', type: 'string', context: 'postmaster', default: '' },
];

/** What recovery.conf holds, described as settings. */
const recoverySettings: readonly Setting[] = [
  ...movedNames.flatMap(name => settingNamed(name, settingsHoldRecovery) ?? []),
  ...onlyInRecoveryConf,
];

/** The settings that a file of this major may hold. */
export function settingsInFile(major: Major, recoveryConf: boolean): readonly Setting[] {
  return recoveryConf ? recoverySettings : settingsOf(major);
}

/** The setting that a name means there; undefined for unknown and custom names. */
export function settingInFile(name: string, major: Major, recoveryConf: boolean): Setting | undefined {
  if (!recoveryConf) return settingNamed(name, major);
  return recoverySettings.find(setting => setting.name === name);
}
