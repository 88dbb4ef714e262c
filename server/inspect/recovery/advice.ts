import type { ClusterInventory } from '../../archive/inventory.ts';
import { pathOf, type WalObject } from '../../archive/walObject.ts';
import type { Forecast, RestoreRequest } from '../../postgres/recovery/forecastTypes.ts';
import type { ForecastFatal } from '../../protocol/recovery.ts';

/** Why the server gives up, and what to do; undefined when it does not. */
export function fatalOf(forecast: Forecast, cluster: ClusterInventory): ForecastFatal | undefined {
  if (forecast.outcome !== 'fatal') return undefined;
  const { fatal } = forecast;
  return {
    message: fatal ? `${fatal.level}:  ${fatal.message}` : 'The server ends without a message.',
    detail: fatal?.detail ?? undefined,
    hint: fatal?.hint ?? undefined,
    advice: fatal ? adviceFor(fatal.message, forecast, cluster) : [],
  };
}

type Adviser = (forecast: Forecast, cluster: ClusterInventory) => string[];

const olderBackup = 'Restore an older backup: this one is complete only after the place to stop at.';

/** What the server says, and what it calls for. */
const advisers: readonly (readonly [RegExp, Adviser])[] = [
  [/^recovery ended before configured recovery target was reached/, missingWal],
  [
    /could not (?:locate|read|open|find).*(?:checkpoint|redo|log file)|^could not find redo location/i,
    missingWal,
  ],
  [/^WAL ends before (?:end of online backup|consistent recovery point)/, missingWal],
  [
    /must specify "?restore_command"?/,
    () => ['Write a restore_command that fetches WAL from where it is archived: no archive is open here.'],
  ],
  [/before consistent recovery point/, () => [olderBackup]],
  [
    /^recovery target timeline (\d+) does not exist/,
    () => ['Put the history file of that timeline into the archive, or the timeline cannot be asked for.'],
  ],
  [
    /^requested timeline \d+ is not a child of this server's history|not in the history|does not contain minimum recovery point/,
    () => ['Restore a backup that was taken before that timeline branched off.'],
  ],
  [
    /insufficient parameter settings|is a lower setting than/,
    () => ['Raise the setting in the restored copy.'],
  ],
  [
    /has wrong size/,
    () => ['The file in the archive is cut short or compressed: look at it, and mend restore_command.'],
  ],
];

function adviceFor(message: string, forecast: Forecast, cluster: ClusterInventory): string[] {
  const adviser = advisers.find(([pattern]) => pattern.test(message));
  return adviser ? adviser[1](forecast, cluster) : [];
}

/** Where the first segment that the archive lacks can be had. */
function missingWal({ requests }: Forecast, cluster: ClusterInventory): string[] {
  const all = (requests ?? []).flatMap(each => ('polling' in each ? each.polling : each));
  const last = lastAbsentSegment(all);
  if (last === undefined) return ['WAL is missing on the way: look at the gaps in the picture.'];
  const objects = cluster.repositories.flatMap(repository => repository.objects);
  const whole = objects.find(
    ({ kind, name, place }) => kind === 'segment' && name === last && place !== 'archive',
  );
  if (whole)
    return [
      `${last} is not in the archive but at ${pathOf(whole)}: copy it into pg_wal of the restored copy.`,
    ];
  const partial = objects.find(({ kind, name }) => kind === 'partial' && name.startsWith(last));
  if (partial) return [partialAdvice(last, partial)];
  return [`${last} is missing: look for it on standbys and in pg_wal of old servers, or stop earlier.`];
}

function partialAdvice(name: string, partial: WalObject): string {
  return `${name} is there as a part only: copy ${pathOf(partial)} to pg_wal/${name} of the restored copy.`;
}

/** A request of a segment that found nothing, on the newest timeline that it was looked for on. */
function lastAbsentSegment(requests: readonly RestoreRequest[]): string | undefined {
  const absent = requests.filter(({ file, found }) => !found && /^[0-9A-F]{24}$/.test(file));
  const found = new Set(requests.filter(each => each.found).map(({ file }) => file.slice(8)));
  return absent.filter(({ file }) => !found.has(file.slice(8)))[0]?.file;
}
