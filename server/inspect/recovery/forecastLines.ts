import type { ClusterInventory } from '../../archive/inventory.ts';
import { type Lsn, parseLsn } from '../../postgres/lsn.ts';
import type { Forecast, RestoreRequest } from '../../postgres/recovery/forecastTypes.ts';
import type { ForecastLine } from '../../protocol/recovery.ts';
import { bytesText, countText } from './quantities.ts';

/** What a forecast is told about, besides itself. */
export interface ToldPlan {
  readonly cluster: ClusterInventory;
  readonly backup: string;
  readonly backupTimeline: number;
  /** Timelines that are replayed, the oldest first. */
  readonly timelines: readonly number[];
  /** What follows when the server that waits at the target is promoted. */
  readonly promoted?: Forecast;
}

/** What the server will do, step by step, up to where it ends or gives up. */
export function forecastLines(forecast: Forecast, told: ToldPlan): ForecastLine[] {
  return [
    restored(forecast, told),
    fetched(forecast),
    replayed(forecast, told),
    consistent(forecast),
    stopped(forecast),
    ...outcome(forecast, told),
    ...unknowns(forecast),
  ].filter(line => line !== undefined);
}

function restored({ redo_start_lsn }: Forecast, { backup, backupTimeline }: ToldPlan): ForecastLine {
  if (redo_start_lsn === null) return { mark: 'done', text: `Restore ${backup}` };
  return {
    mark: 'done',
    text: `Restore ${backup}, redo starts on timeline ${backupTimeline}`,
    value: redo_start_lsn,
  };
}

/** Names that are told of at the most. */
const mostNames = 3;

function fetched({ requests }: Forecast): ForecastLine | undefined {
  if (!requests) return undefined;
  const all = requests.flatMap(each => ('polling' in each ? each.polling : each));
  const histories = distinct(all.filter(({ file }) => file.endsWith('.history')));
  if (!all.length) return undefined;
  const names = histories.map(({ file, found }) => (found ? file : `${file} (absent)`));
  const more = names.length > mostNames ? ` and ${names.length - mostNames} more` : '';
  const what = names.length ? names.slice(0, mostNames).join(', ') + more : 'WAL';
  return { mark: 'done', text: `Fetch ${what}`, value: countText(all.length, 'request') };
}

function distinct(requests: readonly RestoreRequest[]): RestoreRequest[] {
  return [...new Map(requests.map(request => [request.file, request])).values()];
}

function replayed(
  { redo_start_lsn, replay_end_lsn }: Forecast,
  { cluster, timelines }: ToldPlan,
): ForecastLine | undefined {
  const from = parseLsn(redo_start_lsn ?? '');
  const to = parseLsn(replay_end_lsn ?? '');
  if (from === undefined || to === undefined || to <= from) return undefined;
  const count = segmentsIn(from, to, cluster.segmentSize);
  const way =
    timelines.length > 1 ? `over timelines ${timelines.join(' → ')}` : `of timeline ${timelines[0] ?? '?'}`;
  return {
    mark: 'done',
    text: `Replay ${countText(count, 'segment')} ${way}`,
    value: bytesText(Number(to - from)),
  };
}

function segmentsIn(from: Lsn, to: Lsn, segmentSize: number): number {
  const size = BigInt(segmentSize);
  return Number((to - 1n) / size - from / size) + 1;
}

function consistent({ consistent_lsn, log }: Forecast): ForecastLine | undefined {
  if (consistent_lsn === null) return undefined;
  const open = log?.some(({ text }) => /ready to accept read[- ]only connections/.test(text));
  return {
    mark: 'done',
    text: open ? 'Consistent, read-only connections allowed' : 'Consistent',
    value: consistent_lsn,
  };
}

/** In the server's own words. */
function stopped({
  stop_message,
  replay_end_lsn,
  end_of_wal_message,
  outcome,
}: Forecast): ForecastLine | undefined {
  if (stop_message !== null)
    return { mark: 'stop', text: capital(stop_message), value: replay_end_lsn ?? undefined };
  if (end_of_wal_message !== null && outcome !== 'fatal')
    return { mark: 'stop', text: `The WAL ends: ${end_of_wal_message}`, value: replay_end_lsn ?? undefined };
  return undefined;
}

function outcome(forecast: Forecast, { promoted, timelines }: ToldPlan): ForecastLine[] {
  const { new_timeline, history_file } = forecast;
  const last = timelines.at(-1);
  const kept = last === undefined ? '' : `; nothing on ${last} is overwritten`;
  switch (forecast.outcome) {
    case 'promoted':
      return [
        { mark: 'done', text: `Promotes to timeline ${new_timeline}${kept}`, value: history_file?.name },
      ];
    case 'paused': {
      const lines: ForecastLine[] = [
        { mark: 'done', text: 'Pauses there for you to look; pg_wal_replay_resume() promotes it' },
      ];
      if (promoted?.new_timeline)
        lines.push({
          mark: 'done',
          text: `Promoted, it is on timeline ${promoted.new_timeline}${kept}`,
          value: promoted.history_file?.name,
        });
      return lines;
    }
    case 'shutdown':
      return [{ mark: 'done', text: 'Shuts down there' }];
    case 'running':
      return [{ mark: 'note', text: 'Accepts writes on the old timeline' }];
    case 'standby-waiting':
      return [{ mark: 'note', text: 'Waits for more WAL' }];
    default:
      return [];
  }
}

const fieldNames: Readonly<Record<string, string>> = {
  outcome: 'How it ends',
  requests: 'Which files it asks for',
  log: 'Some lines of its log',
  files_after: 'What is in pg_wal afterwards',
  archived_after: 'What it archives',
};

function unknowns({ unknown }: Forecast): ForecastLine[] {
  const byReason = new Map<string, string[]>();
  for (const { field, reason } of unknown)
    byReason.set(reason, [...(byReason.get(reason) ?? []), fieldNames[field] ?? field]);
  return [...byReason].map(([reason, fields]) => ({
    mark: 'unknown',
    text: `Not known: ${fields.map((field, at) => (at ? field.charAt(0).toLowerCase() + field.slice(1) : field)).join(', ')}: ${reason}`,
  }));
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** All lines of the log as the server prints them behind the time. */
export function logText({ log }: Forecast): string[] {
  return (log ?? []).flatMap(({ level, text, detail, hint, context }) => [
    `${level}:  ${text}`,
    ...(detail ? [`DETAIL:  ${detail}`] : []),
    ...(hint ? [`HINT:  ${hint}`] : []),
    ...(context ? [`CONTEXT:  ${context}`] : []),
  ]);
}
