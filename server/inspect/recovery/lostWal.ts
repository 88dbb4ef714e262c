import { formatLsn } from '../../postgres/lsn.ts';
import type { Forecast } from '../../postgres/recovery/forecastTypes.ts';
import type { ForecastLine, LostStretch } from '../../protocol/recovery.ts';
import { bytesText, countText, durationText } from './quantities.ts';
import type { ChosenStop } from './stopBefore.ts';

/** A shorter time is not told, in milliseconds. */
const shortest = 100;

/** What the stop leaves out of what is there. */
export interface Lost {
  readonly line: ForecastLine;
  readonly stretch: LostStretch;
}

/**
 * What recovery to a stop loses: the forecast counts what the archive has, the search also what lies in the pg_wal of
 * servers.
 */
export function lostWal({ lost }: Forecast, { timeline, lsn, commitsAfter }: ChosenStop): Lost | undefined {
  if (!lost) return undefined;
  const { transactions, first_time, last_time, bytes, end_lsn } = lost;
  // of what the archive has, the event itself is no loss
  const all = commitsAfter ?? transactions;
  const span = first_time && last_time ? Date.parse(last_time) - Date.parse(first_time) : undefined;
  const text = [
    `Behind the stop the archive has ${bytesText(bytes)}, up to ${end_lsn}, with ${countText(transactions, 'commit')}${first_time && last_time ? ` from ${clock(first_time)} to ${clock(last_time)} UTC` : ''}.`,
    ...(all > transactions
      ? [
          `${countText(all, 'transaction')} committed on timeline ${timeline} after it: the others are in the pg_wal of a server only.`,
        ]
      : []),
    'Whoever wants one of them back takes it from the old server, or from a second copy that is recovered further.',
  ];
  const duration =
    all <= transactions && span !== undefined && span >= shortest ? `, ${durationText(span)}` : '';
  return {
    line: {
      mark: all ? 'note' : 'done',
      text: `Lost against the end of timeline ${timeline}: ${all ? countText(all, 'transaction') : 'no transaction'}${duration}`,
    },
    stretch: { timeline, from: formatLsn(lsn), to: end_lsn, text },
  };
}

function clock(iso: string): string {
  return iso
    .replace('T', ' ')
    .replace('Z', '')
    .replace(/(\.\d*?)0*$/, '$1')
    .replace(/\.$/, '');
}
