import type { BackupState } from '../../archive/backupStates.ts';
import type { ClusterInventory } from '../../archive/inventory.ts';
import type { Files } from '../../bytes/byteSource.ts';
import type { DecompressionPlatform } from '../../bytes/decompress.ts';
import { formatLsn, type Lsn } from '../../postgres/lsn.ts';
import type { WayStretch } from '../../postgres/timelineWay.ts';
import type { PlaceBefore, RecoveryPlan } from '../../protocol/recovery.ts';
import { backupFor } from '../find/backupFor.ts';
import type { FindOptions } from '../find/findEvents.ts';
import { segmentsBetween } from '../timelines/branch.ts';
import { clusterName } from '../timelines/clusterName.ts';
import { wayTo } from '../timelines/fork.ts';
import { fatalOf } from './advice.ts';
import { backupFiles } from './backupFiles.ts';
import type { Finder } from './findPlaces.ts';
import { forecastLines, logText } from './forecastLines.ts';
import { forecastSettings, type SettingsForecast } from './forecastSettings.ts';
import { lostWal } from './lostWal.ts';
import { recoverySettings, type Setting, settingsSince, settingsText } from './recoverySettings.ts';
import { restoreSources } from './repositoryArchive.ts';
import { type RestoreChoice, restoreCommandFor } from './restoreCommandFor.ts';
import { type ChosenStop, stopBefore } from './stopBefore.ts';

/** What a plan is made from. */
export interface PlanInput {
  readonly files: Files;
  readonly platform: DecompressionPlatform;
  readonly cluster: ClusterInventory;
  readonly finder: Finder;
  readonly place: PlaceBefore;
}

export interface PlanOptions {
  readonly signal?: AbortSignal;
  readonly onFinding?: FindOptions['onProgress'];
  /** Segments replayed, of about so many. */
  readonly onReplaying?: (done: number, all: number) => void;
}

/** Plans the recovery of the newest usable backup to just before a place, and forecasts what the server does. */
export async function planRecovery(input: PlanInput, options: PlanOptions = {}): Promise<RecoveryPlan> {
  const { cluster, files, platform } = input;
  const { signal } = options;
  const stop = await stopBefore(input.finder, cluster, input.place, {
    signal,
    onProgress: options.onFinding,
  });
  const choice = backupFor(cluster, stop.timeline, stop.lsn);
  const way = wayTo(cluster, stop.timeline);
  const from = choice?.backup.startLsn ?? 0n;
  const restore = restoreCommandFor(cluster, { way, from, to: stop.lsn });
  const settings = recoverySettings(restore?.command, stop.settings);
  const notes = [...restoreNotes(restore), ...stop.notes];
  const told = { ...toldOf(input, stop, settings), log: [], notes, way: [] };
  if (!choice) return { ...told, lines: [noForecast('no backup here was finished before it')] };
  const { backup } = choice;
  const replayed = replayedWay(way, backup, stop.lsn);
  const restored = await backupFiles(files, cluster, backup, platform, signal);
  const planned = { ...told, way: replayed.map(stretchText), backup: backup.label };
  if ('reason' in restored) return { ...planned, lines: [noForecast(restored.reason)] };
  const sources = restoreSources(files, restore?.repository, platform);
  try {
    const { present } = segmentsBetween(cluster, way, from, stop.lsn);
    const forecast = await forecastSettings(restored, cluster.major, settings, sources, {
      signal,
      progress: ({ segments }) => options.onReplaying?.(Math.min(segments, present), present),
    });
    const outcome = { ...forecast, stop, backup, cluster, replayed };
    return withForecast({ ...planned, notes: [...notes, ...restored.notes] }, outcome);
  } finally {
    await sources.close();
  }
}

/** What a plan says whatever the forecast is. */
function toldOf({ cluster, place }: PlanInput, stop: ChosenStop, settings: readonly Setting[]) {
  const what = `recover ${clusterName(cluster)} to just before: ${uncapitalised(stop.title)}`;
  return {
    what,
    target: { timeline: stop.timeline, lsn: formatLsn(stop.lsn), xid: place.xid, label: stop.label },
    major: cluster.major,
    settings,
    text: settingsText(what, settings),
    signalFile: (cluster.major ?? settingsSince) < settingsSince ? 'recovery.conf' : 'recovery.signal',
  } as const;
}

function restoreNotes(restore: RestoreChoice | undefined): string[] {
  if (!restore) return ['There is no archive here to take WAL from: write a restore_command of your own.'];
  return restore.note === undefined ? [] : [restore.note];
}

const archivingNote =
  'Once promoted it archives with the archive_command of the backup: check where that leads.';

interface Outcome extends SettingsForecast {
  readonly stop: ChosenStop;
  readonly backup: BackupState;
  readonly cluster: ClusterInventory;
  readonly replayed: readonly Replayed[];
}

function withForecast(
  told: Omit<RecoveryPlan, 'lines'>,
  { found, promoted, stop, backup, cluster, replayed }: Outcome,
): RecoveryPlan {
  const fatal = fatalOf(found, cluster);
  const lost = fatal ? undefined : lostWal(promoted ?? found, stop);
  const archives = (promoted ?? found).archived_after?.length;
  return {
    ...told,
    fatal,
    lines: [
      ...forecastLines(found, {
        cluster,
        backup: backup.label,
        backupTimeline: backup.timeline ?? stop.timeline,
        timelines: replayed.map(({ timeline }) => timeline),
        promoted,
      }),
      ...(lost ? [lost.line] : []),
    ],
    lost: lost?.stretch,
    notes: archives ? [...told.notes, archivingNote] : told.notes,
    log: logText(found),
  };
}

function uncapitalised(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

function noForecast(reason: string) {
  return { mark: 'unknown', text: `What the server will do is not known: ${reason}` } as const;
}

interface Replayed {
  readonly timeline: number;
  readonly from: Lsn;
  readonly to: Lsn;
}

/** The stretches of a way that are replayed from a backup up to the stop. */
function replayedWay(
  way: readonly WayStretch[],
  { startLsn = 0n, timeline }: BackupState,
  stop: Lsn,
): Replayed[] {
  const first = way.findIndex(stretch => stretch.timeline === timeline);
  return way.slice(Math.max(0, first)).map((stretch, at, all) => ({
    timeline: stretch.timeline,
    from: at === 0 ? startLsn : stretch.from,
    to: all[at + 1]?.from ?? stop,
  }));
}

function stretchText({ timeline, from, to }: Replayed) {
  return { timeline, from: formatLsn(from), to: formatLsn(to) };
}
