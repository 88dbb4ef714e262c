import type { Files } from '../../bytes/byteSource.ts';
import { loadConfiguration } from '../conf/load.ts';
import { resolvePath } from '../conf/paths.ts';
import { judgeRecoveryConf } from '../conf/recoveryConf.ts';
import { parseBool } from '../conf/values/check.ts';
import { dateOrder } from '../conf/values/hooks/words.ts';
import { readUnsigned } from '../conf/values/numberText.ts';
import { type Lsn, parseLsn } from '../lsn.ts';
import type { Major } from '../majors.ts';
import { parseTimestamp, type TimestampTz } from './pointInTime.ts';
import { type ServerLog, Unknowable } from './serverLog.ts';
import type { ServerSettings } from './serverSettings.ts';

/** Where recovery is to stop. */
export type RecoveryTarget =
  | { readonly kind: 'xid'; readonly xid: number }
  | { readonly kind: 'time'; readonly time: TimestampTz }
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'lsn'; readonly lsn: Lsn }
  | { readonly kind: 'immediate' };

export type TargetKind = RecoveryTarget['kind'];

/** What was asked of the recovery, in either form of configuration. */
export interface RecoveryOptions {
  /** Undefined when it is not set; 10 and 11 take an empty one for set. */
  readonly restoreCommand: string | undefined;
  readonly primaryConninfo: string;
  readonly endCommand: string;
  readonly target: RecoveryTarget | undefined;
  readonly inclusive: boolean;
  readonly action: 'pause' | 'promote' | 'shutdown';
  /** Whether the action was written down. */
  readonly actionSet: boolean;
  /** `current`: the timeline of pg_control. */
  readonly timeline: 'latest' | 'current' | number;
  readonly standby: boolean;
}

const targetSettings = ['xid', 'time', 'name', 'lsn'] as const;

/** The options as settings of 12 and newer. `standby`: standby.signal is there. */
export function optionsFromSettings(
  settings: ServerSettings,
  major: Major,
  standby: boolean,
): RecoveryOptions {
  const kind =
    targetSettings.find(kind => settings.text(`recovery_target_${kind}`) !== '') ??
    (settings.text('recovery_target') ? 'immediate' : undefined);
  const text = kind && kind !== 'immediate' ? settings.text(`recovery_target_${kind}`) : '';
  const timeline = settings.text('recovery_target_timeline');
  return {
    restoreCommand: settings.text('restore_command') || undefined,
    primaryConninfo: settings.text('primary_conninfo'),
    endCommand: settings.text('recovery_end_command'),
    target: kind && targetOf(kind, text, major, settings),
    inclusive: settings.flag('recovery_target_inclusive'),
    action: settings.text('recovery_target_action') as RecoveryOptions['action'],
    actionSet: settings.isSet('recovery_target_action'),
    timeline: timeline === 'latest' || timeline === 'current' ? timeline : timelineOf(timeline, major),
    standby,
  };
}

function targetOf(kind: TargetKind, text: string, major: Major, settings: ServerSettings): RecoveryTarget {
  switch (kind) {
    case 'immediate':
      return { kind };
    case 'xid':
      return { kind, xid: Number(readUnsigned(text.trimStart(), major).value & 0xffff_ffffn) };
    case 'name':
      return { kind, name: text };
    case 'lsn':
      return { kind, lsn: parseLsn(text) ?? 0n };
    case 'time': {
      const time = parseTimestamp(
        text,
        major,
        settings.text('TimeZone'),
        dateOrder(settings.text('DateStyle')),
      );
      if (time === undefined) throw new Unknowable(`the time "${text}" cannot be read here`);
      return { kind, time };
    }
  }
}

function timelineOf(text: string, major: Major): number {
  return Number(BigInt.asUintN(32, readUnsigned(text, major).value));
}

/**
 * The options in recovery.conf of 10 and 11; its faults end the server. `given` are parameters that go before those of
 * the file. PostgreSQL: readRecoveryCommandFile in xlog.c.
 */
export async function optionsFromRecoveryConf(
  files: Files,
  dataDirectory: string,
  major: Major,
  settings: ServerSettings,
  given: readonly (readonly [string, string])[],
  log: ServerLog,
): Promise<RecoveryOptions> {
  const path = resolvePath(dataDirectory, 'recovery.conf');
  const there = await files.stat(path);
  const configuration = there && (await loadConfiguration(files, path, { dataDirectory: null }));
  const problems = configuration ? judgeRecoveryConf(configuration, major) : [];
  const refusal = problems.find(({ kind }) => kind !== 'advice');
  const covered = given.some(([name]) => name === 'restore_command' || name === 'standby_mode');
  if (refusal && !(covered && refusal.code === 'restore-command-missing'))
    log.fatal(refusal.log ?? refusal.message, { detail: refusal.detail, hint: refusal.hint });
  const entries = [
    ...(configuration?.entries ?? []).map(({ name, value }) => [name, value] as const),
    ...given,
  ];
  const last = (name: string) => entries.findLast(([written]) => written === name)?.[1];
  const targetEntry = entries.findLast(([name]) => /^recovery_target(?:_(?:xid|time|name|lsn))?$/.test(name));
  const kind = targetEntry && ((targetEntry[0].split('_')[2] ?? 'immediate') as TargetKind);
  const timeline = last('recovery_target_timeline');
  const number = timeline === undefined || timeline === 'latest' ? 0 : timelineOf(timeline, major);
  return {
    restoreCommand: last('restore_command'),
    primaryConninfo: last('primary_conninfo') ?? '',
    endCommand: last('recovery_end_command') ?? '',
    target: kind && targetOf(kind, targetEntry[1], major, settings),
    inclusive: parseBool(last('recovery_target_inclusive') ?? 'on') ?? true,
    action: (last('recovery_target_action') ?? 'pause') as RecoveryOptions['action'],
    actionSet: last('recovery_target_action') !== undefined,
    // 0, also of text that is no number, means the latest here
    timeline: timeline === undefined ? 'current' : number || 'latest',
    standby: parseBool(last('standby_mode') ?? 'off') ?? false,
  };
}
