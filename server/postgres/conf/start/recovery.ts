import { formatHistoryName } from '../../files/history.ts';
import { type Major, sinceMajor } from '../../majors.ts';
import { commandPlaceholders, placeholdersIn } from '../placeholders.ts';
import { targetSettings } from '../targetSettings.ts';
import { readUnsigned } from '../values/numberText.ts';
import type { JudgedEntry, Reading } from '../verdict.ts';
import type { Situation, StartFault, StartRule } from './situation.ts';

const settingsSince: Major = 12;

const atMostOne = {
  12: 'At most one of recovery_target, recovery_target_lsn, recovery_target_name, recovery_target_time, recovery_target_xid may be set.',
  17: 'At most one of "recovery_target", "recovery_target_lsn", "recovery_target_name", "recovery_target_time", "recovery_target_xid" may be set.',
} as const;

/**
 * The server notes one target at a time, in the order of the lines, whether it is to recover or not. Any line about
 * another one while one is noted ends it, even a line that empties the other: assign_recovery_target_xid and its like.
 */
export const oneTarget: StartRule = ({ major, reading }) => {
  let noted: string | undefined;
  for (const judged of targetEntries(reading)) {
    const name = judged.setting!.name;
    if (noted !== undefined && noted !== name)
      return {
        code: 'multiple-recovery-targets',
        message: 'multiple recovery targets specified',
        detail: sinceMajor(atMostOne, major),
        settings: [name, noted],
        blamed: judged,
      };
    noted = judged.value === '' ? undefined : name;
  }
  return undefined;
};

function targetEntries({ entries }: Reading): JudgedEntry[] {
  return entries.filter(
    ({ setting, value }) => setting && value !== undefined && targetSettings.includes(setting.name),
  );
}

/** StartupXLOG, readRecoverySignalFile: the file of 11 and earlier. */
export const noRecoveryConf: StartRule = ({ major, surroundings }) =>
  major >= settingsSince && surroundings.recoveryConf !== undefined
    ? {
        code: 'recovery-conf-not-supported',
        message: 'using recovery command file "recovery.conf" is not supported',
        settings: [],
        file: surroundings.recoveryConf,
      }
    : undefined;

const mustRestore = {
  12: 'must specify restore_command when standby mode is not enabled',
  17: 'must specify "restore_command" when standby mode is not enabled',
} as const;

/** validateRecoveryParameters in access/transam/xlogrecovery.c. */
export const restoreCommandGiven: StartRule = situation => {
  if (!archiveRecovery(situation) || situation.surroundings.standbySignal) return undefined;
  if (situation.value('restore_command') !== '') return undefined;
  return {
    code: 'restore-command-missing',
    message: sinceMajor(mustRestore, situation.major)!,
    settings: ['restore_command'],
  };
};

/** The same function: a timeline other than the first needs its history file, and none is called 00000000.history. */
export const timelineExists: StartRule = (situation): StartFault | undefined => {
  const text = String(situation.value('recovery_target_timeline') ?? 'latest');
  if (!archiveRecovery(situation) || text === 'latest' || text === 'current') return undefined;
  const timeline = BigInt.asUintN(32, readUnsigned(text, situation.major).value);
  if (timeline !== 0n) return undefined;
  return {
    code: 'recovery-timeline-unknown',
    message: 'recovery target timeline 0 does not exist',
    settings: ['recovery_target_timeline'],
  };
};

const placeholdersSince: Major = 16;

/** BuildRestoreCommand in common/archive.c: the first use of the command, right at the start, ends the server. */
export const restoreCommandPlaceholders: StartRule = situation => {
  const command = String(situation.value('restore_command') ?? '');
  if (!archiveRecovery(situation) || situation.major < placeholdersSince) return undefined;
  const detail = placeholderFault(command, commandPlaceholders.restore_command);
  if (!detail) return undefined;
  return {
    code: 'unexpected-placeholder',
    message: `invalid value for parameter "restore_command": "${command}"`,
    detail,
    settings: ['restore_command'],
  };
};

const greatestFailure = 125;
const shellWords: Readonly<Record<number, string>> = {
  126: 'command not executable',
  127: 'command not found',
};

/** RestoreArchivedFile in access/transam/xlogarchive.c: failing with a status above 125 ends the server, at the first file. */
export const restoreCommandFails: StartRule = situation => {
  const { value, surroundings } = situation;
  const status = Number(/^\s*exit\s+(\d+)\s*$/.exec(String(value('restore_command') ?? ''))?.[1] ?? 0) & 0xff;
  const asksForHistory = value('recovery_target_timeline') === 'latest';
  if (!archiveRecovery(situation) || status <= greatestFailure || !asksForHistory) return undefined;
  const history = formatHistoryName((surroundings.control?.timeline ?? 1) + 1);
  const how = shellWords[status] ?? `child process exited with exit code ${status}`;
  return {
    code: 'restore-command-ends-server',
    message: `could not restore file "${history}" from archive: ${how}`,
    settings: ['restore_command'],
  };
};

/** What replace_percent_placeholders in common/percentrepl.c (16 and later) says of a command. */
function placeholderFault(command: string, letters: string): string | undefined {
  const stranger = placeholdersIn(command).find(({ letter }) => letter !== '%' && !letters.includes(letter));
  const cut = placeholdersIn(command).at(-1)?.letter === '';
  if (stranger?.letter) return `String contains unexpected placeholder "%${stranger.letter}".`;
  return cut ? 'String ends unexpectedly after escape character "%".' : undefined;
}

/** Whether a signal file asks the server to recover from the archive. */
export function archiveRecovery({ major, surroundings }: Situation): boolean {
  return major >= settingsSince && !!(surroundings.recoverySignal || surroundings.standbySignal);
}
