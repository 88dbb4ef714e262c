import type { BackupState } from '../../archive/backupStates.ts';
import type { ClusterInventory } from '../../archive/inventory.ts';
import type { Files } from '../../bytes/byteSource.ts';
import type { DecompressionPlatform } from '../../bytes/decompress.ts';
import { formatLsn, type Lsn } from '../../postgres/lsn.ts';
import { forecastRecovery } from '../../postgres/recovery/forecast.ts';
import type { Forecast, ForecastInput } from '../../postgres/recovery/forecastTypes.ts';
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
import { lostWal } from './lostWal.ts';
import { recoverySettings, type Setting, settingsSince, settingsText } from './recoverySettings.ts';
import { restoreSources } from './repositoryArchive.ts';
import { restoreCommandFor } from './restoreCommandFor.ts';
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
  const { cluster, place } = input;
  const { signal } = options;
  const stop = await stopBefore(input.finder, cluster, place, { signal, onProgress: options.onFinding });
  const choice = backupFor(cluster, stop.timeline, stop.lsn);
  const way = wayTo(cluster, stop.timeline);
  const from = choice?.backup.startLsn ?? 0n;
  const restore = restoreCommandFor(cluster, { way, from, to: stop.lsn });
  const settings = recoverySettings(restore?.command, stop.settings);
  const what = `recover ${clusterName(cluster)} to just before: ${uncapitalised(stop.title)}`;
  const common = {
    what,
    target: { timeline: stop.timeline, lsn: formatLsn(stop.lsn), xid: place.xid, label: stop.label },
    major: cluster.major,
    settings,
    text: settingsText(what, settings),
    signalFile: (cluster.major ?? settingsSince) < settingsSince ? 'recovery.conf' : 'recovery.signal',
  } as const;
  const notes = [
    ...(restore ? [] : ['There is no archive here to take WAL from: write a restore_command of your own.']),
    ...(restore?.note ? [restore.note] : []),
    ...stop.notes,
  ];
  if (!choice)
    return {
      ...common,
      way: [],
      lines: [noForecast('no backup here was finished before it')],
      notes,
      log: [],
    };
  const { backup } = choice;
  const replayed = replayedWay(way, backup, stop.lsn);
  const restored = await backupFiles(input.files, cluster, backup, input.platform, signal);
  const told = { ...common, way: replayed.map(stretchText), backup: backup.label };
  if ('reason' in restored) return { ...told, lines: [noForecast(restored.reason)], notes, log: [] };
  const sources = restoreSources(input.files, restore?.repository, input.platform);
  try {
    const { present } = segmentsBetween(cluster, way, from, stop.lsn);
    const forecast = (action?: string) =>
      forecastRecovery(
        {
          files: restored.files,
          dataDirectory: restored.directory,
          major: cluster.major,
          settings: action ? withAction(settings, action) : settings,
          signal: 'recovery',
          archiveAt: sources.archiveAt,
        } satisfies ForecastInput,
        { signal, progress: ({ segments }) => options.onReplaying?.(Math.min(segments, present), present) },
      );
    const found = await forecast();
    const promoted = found.outcome === 'paused' ? await forecast('promote') : undefined;
    return planOf(told, { found, promoted, stop, backup, cluster, replayed }, [...notes, ...restored.notes]);
  } finally {
    await sources.close();
  }
}

interface Outcome {
  readonly found: Forecast;
  readonly promoted?: Forecast;
  readonly stop: ChosenStop;
  readonly backup: BackupState;
  readonly cluster: ClusterInventory;
  readonly replayed: readonly Replayed[];
}

function planOf(
  told: Omit<RecoveryPlan, 'lines' | 'log' | 'notes'>,
  { found, promoted, stop, backup, cluster, replayed }: Outcome,
  notes: readonly string[],
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
    notes: archives
      ? [
          ...notes,
          'Once promoted it archives with the archive_command of the backup: check where that leads.',
        ]
      : notes,
    log: logText(found),
  };
}

function uncapitalised(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

function noForecast(reason: string) {
  return { mark: 'unknown', text: `What the server will do is not known: ${reason}` } as const;
}

function withAction(settings: readonly Setting[], action: string): Setting[] {
  return settings.map(([name, value]) => [name, name === 'recovery_target_action' ? action : value]);
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
