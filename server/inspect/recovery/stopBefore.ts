import type { ClusterInventory } from '../../archive/inventory.ts';
import { formatLsn, type Lsn, parseLsn } from '../../postgres/lsn.ts';
import type { PlaceBefore } from '../../protocol/recovery.ts';
import type { FindOptions } from '../find/findEvents.ts';
import type { FoundEvent, RecoveryTarget } from '../find/findTypes.ts';
import { timeText, titleOf } from './eventText.ts';
import { eventAt, type Finder } from './findPlaces.ts';

/** Where recovery is to stop, and how. */
export interface ChosenStop {
  /** The timeline that recovery follows. */
  readonly timeline: number;
  readonly lsn: Lsn;
  readonly settings: Readonly<Record<string, string>>;
  /** What it stops before. */
  readonly title: string;
  /** At the flag: `09:09:36, exclusive`. */
  readonly label: string;
  readonly notes: readonly string[];
  /** Transactions that committed after it on its timeline; known where an event was found. */
  readonly commitsAfter?: number;
  /** Microseconds since 2000-01-01 UTC. */
  readonly time?: bigint;
}

/** How recovery stops just before a place: by what happened there if it can, else by the LSN. */
export async function stopBefore(
  finder: Finder,
  cluster: ClusterInventory,
  place: PlaceBefore,
  options: FindOptions,
): Promise<ChosenStop> {
  const event = await eventAt(finder, place, options);
  return event?.target ? ofEvent(event, event.target, cluster) : ofLsn(place, event);
}

function ofEvent(event: FoundEvent, target: RecoveryTarget, cluster: ClusterInventory): ChosenStop {
  const { commitsAfter, time, notes } = event;
  const xid = event.xid === undefined ? '' : ` (transaction ${event.xid})`;
  const followed = Number(target.settings.recovery_target_timeline);
  return {
    timeline: cluster.timelines.some(({ timeline }) => timeline === followed) ? followed : event.timeline,
    lsn: target.stopsAt,
    settings: target.settings,
    title: event.kind === 'commit' || event.kind === 'abort' ? titleOf(event) : `${titleOf(event)}${xid}`,
    label: `${time === undefined ? formatLsn(target.stopsAt) : timeText(time).slice(11, 19)}, ${event.kind === 'restorePoint' && target.by === 'name' ? 'by name' : 'exclusive'}`,
    // what the forecast tells of backups is more
    notes: notes.filter(note => !/^(?:No backup here|Backup ")/.test(note)),
    commitsAfter,
    time,
  };
}

function ofLsn({ timeline, lsn }: PlaceBefore, event: FoundEvent | undefined): ChosenStop {
  const place = parseLsn(lsn) ?? 0n;
  const text = formatLsn(place);
  return {
    timeline,
    lsn: place,
    settings: {
      recovery_target_lsn: text,
      recovery_target_inclusive: 'off',
      recovery_target_timeline: String(timeline),
    },
    title: event ? titleOf(event) : `${text} on timeline ${timeline}`,
    label: `${text}, exclusive`,
    notes: event?.notes ?? [],
    commitsAfter: event?.commitsAfter,
    time: event?.time,
  };
}
