import type { Major } from '../../postgres/majors.ts';
import { forecastRecovery } from '../../postgres/recovery/forecast.ts';
import type { Forecast, ForecastOptions } from '../../postgres/recovery/forecastTypes.ts';
import type { Setting } from './recoverySettings.ts';
import type { RestoreSources } from './repositoryArchive.ts';
import type { RestoredFiles } from './restoredDirectory.ts';

/** What the server does with a restored backup and some settings. */
export interface SettingsForecast {
  readonly found: Forecast;
  /** What follows when a server that pauses is promoted. */
  readonly promoted?: Forecast;
}

/** Forecasts as if the settings were written beside a recovery.signal; in 10 and 11, into recovery.conf. */
export async function forecastSettings(
  { files, directory }: RestoredFiles,
  major: Major | undefined,
  settings: readonly Setting[],
  { archiveAt }: RestoreSources,
  options: ForecastOptions,
): Promise<SettingsForecast> {
  const input = { files, dataDirectory: directory, major, signal: 'recovery', archiveAt } as const;
  const found = await forecastRecovery({ ...input, settings }, options);
  if (found.outcome !== 'paused') return { found };
  const promoting = settings.map(
    ([name, value]): Setting => [name, name === 'recovery_target_action' ? 'promote' : value],
  );
  return { found, promoted: await forecastRecovery({ ...input, settings: promoting }, options) };
}
