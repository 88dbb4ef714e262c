import type { ClusterInventory } from '../../archive/inventory.ts';
import { archiveEvents, type EventCache } from '../../inspect/events/archiveEvents.ts';
import type { WalEvent } from '../../inspect/events/walEvent.ts';
import { formatLsn } from '../../postgres/lsn.ts';
import { isoTimestamp } from '../../postgres/wal/describe/timestamp.ts';
import type { Workspace } from '../features.ts';

/** A recovery target that the archive offers. */
export interface Target {
  readonly value: string;
  /** A few words that fit beside it. */
  readonly says: string;
  /** What to know before taking it. */
  readonly more?: string;
}

/** Only the newest WAL is looked at: one types, and waits. */
const newestSegments = 64;
const patienceMilliseconds = 1000;

/** What segments hold does not change: each is read once as long as the server runs. */
export const eventCache: EventCache = new Map();

/** Targets that lie in the WAL itself, the newest first: restore points, dropped relations, the last commit. */
export async function eventTargets(
  workspace: Workspace,
  cluster: ClusterInventory,
  setting: string,
): Promise<Target[]> {
  const targets: Target[] = [];
  let lastCommit: bigint | undefined;
  const giveUp = AbortSignal.timeout(patienceMilliseconds);
  try {
    const segments = archiveEvents(workspace.files, newestOf(cluster), workspace.decompression, {
      cache: eventCache,
      signal: giveUp,
    });
    for await (const { events, clock } of segments) {
      lastCommit = clock.at(-1)?.time ?? lastCommit;
      for (const event of events) targets.push(...targetsOf(event, setting));
    }
  } catch (error) {
    if (!giveUp.aborted) throw error;
  }
  if (setting === 'recovery_target_time' && lastCommit !== undefined)
    targets.unshift({ value: timeText(lastCommit), says: 'last commit in the archive' });
  return targets.reverse();
}

function newestOf(cluster: ClusterInventory): ClusterInventory {
  const repositories = cluster.repositories.map(repository => {
    const wal = repository.objects.filter(({ kind }) => kind === 'segment' || kind === 'partial');
    const newest = wal.sort((a, b) => (a.name < b.name ? -1 : 1)).slice(-newestSegments);
    return { ...repository, objects: newest };
  });
  return { ...cluster, repositories };
}

const spellings: Readonly<Record<string, (event: WalEvent) => string | undefined>> = {
  recovery_target_name: event => (event.kind === 'restorePoint' ? event.name : undefined),
  recovery_target_time: event => (event.kind === 'drop' ? timeText(event.time) : undefined),
  recovery_target_xid: event => (event.kind === 'drop' ? String(event.xid) : undefined),
  recovery_target_lsn: event =>
    event.kind === 'drop' || event.kind === 'restorePoint' ? formatLsn(event.lsn) : undefined,
};

function targetsOf(event: WalEvent, setting: string): Target[] {
  const value = Object.hasOwn(spellings, setting) ? spellings[setting](event) : undefined;
  if (value === undefined) return [];
  if (event.kind === 'restorePoint')
    return [{ value, says: `restore point ${event.name}`, more: timeText(event.time) }];
  if (event.kind !== 'drop') return [];
  const { length } = event.relations;
  const what = length === 1 ? 'a relation' : `${length} relations`;
  return [
    {
      value,
      says: `drop of ${what}`,
      more: `Transaction ${event.xid} dropped ${what}. With \`recovery_target_inclusive = off\` recovery stops just before it.`,
    },
  ];
}

/** `2026-11-21 17:15:02.118+00`: a form that every server reads alike. */
function timeText(time: bigint): string {
  return isoTimestamp(time)
    .replace('T', ' ')
    .replace(/\.?0*Z$/, '+00');
}
