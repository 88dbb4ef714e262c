import type { Forecast, ForecastOutcome, LogLine } from '../../server/postgres/recovery/forecastTypes.ts';

/** A recorded recovery: expected.json of the corpus. */
export interface Expected extends Partial<Omit<Forecast, 'major' | 'unknown' | 'lost'>> {
  readonly kind: string;
  readonly scenario: string;
  readonly major: number;
  readonly states?: readonly {
    readonly state: string;
    readonly then?: string;
    readonly last_replay_end_lsn?: string;
  }[];
}

export const comparedFields = [
  'outcome',
  'exit_code',
  'fatal',
  'redo_start_lsn',
  'redo_not_required',
  'consistent_lsn',
  'redo_done_lsn',
  'replay_end_lsn',
  'stop_message',
  'end_of_wal_message',
  'last_completed_xact_time',
  'new_timeline',
  'history_file',
  'requests',
  'archived_after',
  'files_after',
  'log',
] as const;

type Compared = Partial<Pick<Forecast, (typeof comparedFields)[number]>>;

/**
 * What was recorded up to the state that the server reached by itself. Where somebody promoted or resumed it, what came
 * later is not the forecast's.
 */
export function expectedByItself(expected: Expected): Compared {
  const [first] = expected.states ?? [];
  const { replay_end_lsn, ...others } = expected;
  const asked = replay_end_lsn ? { replay_end_lsn } : {};
  if (!first?.then) return { ...others, ...asked, log: sorted(expected.log ?? []) };
  return {
    outcome: first.state as ForecastOutcome,
    fatal: null,
    redo_start_lsn: expected.redo_start_lsn,
    consistent_lsn: expected.consistent_lsn,
    ...(first.last_replay_end_lsn ? { replay_end_lsn: first.last_replay_end_lsn } : {}),
    new_timeline: null,
    history_file: null,
  };
}

export function forComparison(forecast: Forecast, dataDirectory: string): Compared {
  const text = JSON.stringify(forecast).replaceAll(dataDirectory, '@PGDATA@');
  const shown = JSON.parse(text) as Forecast;
  return { ...shown, log: sorted(shown.log ?? []) };
}

/** Lines of the startup process in their order, then those of the postmaster: how they mix depends on time. */
function sorted(log: readonly LogLine[]): LogLine[] {
  const clean = log.map(
    line =>
      Object.fromEntries(Object.entries(line).filter(([, value]) => value != null)) as unknown as LogLine,
  );
  const startup = clean.filter(({ proc }) => proc === 'startup');
  return [...withoutRepeats(startup), ...clean.filter(({ proc }) => proc !== 'startup')];
}

const longestRepeat = 4;

/** What a waiting standby says over and over again, once. */
function withoutRepeats(log: readonly LogLine[]): LogLine[] {
  const kept: LogLine[] = [];
  for (const line of log) {
    kept.push(line);
    for (let length = 1; length <= longestRepeat; length++) {
      const [last, before] = [kept.slice(-length), kept.slice(-2 * length, -length)];
      if (before.length === length && JSON.stringify(last) === JSON.stringify(before)) kept.length -= length;
    }
  }
  return kept;
}
