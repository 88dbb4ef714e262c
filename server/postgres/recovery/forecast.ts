import type { Major } from '../majors.ts';
import { describeRun } from './describeRun.ts';
import type { Forecast, ForecastInput, ForecastOptions } from './forecastTypes.ts';
import { measureLost } from './leftOut.ts';
import { runServer } from './serverRun.ts';
import { majorOfDirectory } from './startServer.ts';

const newestReleased: Major = 18;

/**
 * Forecasts what a server would do with a data directory when it is started: follows the startup process from the
 * first look at pg_control to the end of recovery. Reads only; throws what `signal` was aborted with, and errors of the
 * file system besides missing files.
 */
export async function forecastRecovery(
  input: ForecastInput,
  options: ForecastOptions = {},
): Promise<Forecast> {
  const major = input.major ?? (await majorOfDirectory(input)) ?? newestReleased;
  const run = await runServer(input, options, major, 'none');
  const { recovery, ends } = run;
  const lost = recovery && ends.outcome !== 'fatal' ? await measureLost(recovery) : null;
  const forecast = { ...describeRun(run), lost };
  const dependsOnBlocks = recovery?.queue.ambiguous === true && run.found.stopMessage !== undefined;
  if (!dependsOnBlocks) return forecast;
  return withoutDifferences(forecast, describeRun(await runServer(input, options, major, 'read')));
}

const readAheadReason =
  'how far the server reads ahead of the stop depends on relation files: it may ask for segments behind it too';

/** Fields in which two assumptions about blocks lead to different answers are not known. */
function withoutDifferences(likely: Forecast, other: Forecast): Forecast {
  const differing = (['requests', 'files_after', 'archived_after', 'log'] as const).filter(
    field => JSON.stringify(likely[field]) !== JSON.stringify(other[field]),
  );
  const unknown = differing.map(field => ({ field, reason: readAheadReason }));
  const nulls = Object.fromEntries(differing.map(field => [field, null]));
  return { ...likely, ...nulls, unknown: [...likely.unknown, ...unknown] };
}
