import type { Forecast, ForecastOutcome } from '../postgres/recovery/forecastTypes.ts';

const outcomes: Readonly<Record<ForecastOutcome, string>> = {
  promoted: 'recovers and accepts writes on a new timeline',
  running: 'starts on its own timeline and accepts writes',
  paused: 'recovers and pauses, open for queries',
  shutdown: 'recovers up to the target and shuts down',
  'standby-waiting': 'replays what there is and waits for more',
  fatal: 'gives up',
};

/** A forecast for people: what happens, where it stops, what is left out, and the server's log. */
export function forecastText(forecast: Forecast): string {
  const { outcome, fatal, lost, unknown, log, major } = forecast;
  const facts: [string, string | number | null][] = [
    ['Replays from', forecast.redo_start_lsn],
    ['Consistent at', forecast.consistent_lsn],
    ['Replays up to', forecast.replay_end_lsn],
    ['Last transaction', forecast.last_completed_xact_time],
    ['New timeline', forecast.new_timeline],
    ['Stops', forecast.stop_message],
    ['WAL ends with', forecast.end_of_wal_message],
  ];
  const lines = [
    `PostgreSQL ${major} ${outcome ? outcomes[outcome] : 'does what cannot be told'}.`,
    ...(fatal ? [`  ${fatal.level}: ${fatal.message}`] : []),
    ...facts
      .filter(([, value]) => value !== null)
      .map(([name, value]) => `  ${`${name}:`.padEnd(18)}${value}`),
  ];
  if (lost?.transactions)
    lines.push(
      `  Left out: ${lost.transactions} committed transactions in ${lost.bytes} bytes of WAL, from ${lost.first_time} to ${lost.last_time}`,
    );
  for (const { field, reason } of unknown) lines.push(`  Not known: ${field} (${reason})`);
  if (log?.length) lines.push('', ...log.map(({ level, text }) => `${level}:  ${text}`));
  return `${lines.join('\n')}\n`;
}
