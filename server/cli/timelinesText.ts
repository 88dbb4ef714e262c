import type { BackupState } from '../archive/backupStates.ts';
import type { ClusterInventory, TimelineInventory } from '../archive/inventory.ts';
import type { ArchiveInventory } from '../archive/openArchive.ts';
import type { ArchiveProblem } from '../archive/repository.ts';
import { formatLsn, type Lsn } from '../postgres/lsn.ts';

/** What `walscope timelines` prints for people: a paragraph a cluster. */
export function timelinesText({ clusters, problems }: ArchiveInventory): string {
  const lines = [...clusters.flatMap(clusterLines), ...problems.map(problemLine)];
  return lines.map(line => `${line}\n`).join('');
}

function clusterLines(cluster: ClusterInventory): string[] {
  const { systemIdentifier, major, segmentSize, repositories, timelines, problems } = cluster;
  const size = segmentSize / 1048576;
  return [
    `System ${systemIdentifier ?? 'unknown'}, PostgreSQL ${major ?? 'unknown'}, segments of ${size} MB`,
    ...repositories.map(
      ({ layout, root, cluster: name }) => `  In ${root}: ${layout}${name ? ` of ${name}` : ''}`,
    ),
    ...timelines.flatMap(timelineLines),
    ...problems.map(problem => `  ${problemLine(problem)}`),
  ];
}

function timelineLines(timeline: TimelineInventory): string[] {
  const { parent, switchLsn, reason, startLsn, endLsn } = timeline;
  const why = reason ? ` (${reason})` : '';
  const origin = parent === undefined ? '' : `, from ${parent} at ${lsnText(switchLsn)}${why}`;
  const range =
    startLsn === undefined ? 'no segments' : `${lsnText(startLsn)} to ${lsnText(endLsn)}, ${count(timeline)}`;
  return [`  Timeline ${timeline.timeline}${origin}: ${range}`, ...timeline.backups.map(backupLine)];
}

/** `5 segments`, and how many of them are not simply archived. */
function count({ segmentCount, runs }: TimelineInventory): string {
  const others = new Map<string, number>();
  for (const { state, from, to } of runs)
    if (state !== 'archived') others.set(state, (others.get(state) ?? 0) + to - from + 1);
  const words = [...others].map(([state, number]) => `${number} ${state}`);
  return `${segmentCount} ${segmentCount === 1 ? 'segment' : 'segments'}${words.length ? ` (${words.join(', ')})` : ''}`;
}

/** Timelines that are named for each backup. */
const mostWays = 4;

function backupLine(backup: BackupState): string {
  const { label, startLsn, restorable, reaches } = backup;
  const verdict = restorable === undefined ? 'end unknown' : restorable ? 'restorable' : 'not restorable';
  const ways = reaches.map(({ timeline, lsn }) => `${formatLsn(lsn)} on timeline ${timeline}`);
  const others = ways.length > mostWays ? `, and ${ways.length - mostWays} more ways` : '';
  const far =
    restorable !== false && ways.length ? `, up to ${ways.slice(0, mostWays).join(', ')}${others}` : '';
  return `    Backup "${label}" at ${lsnText(startLsn)}: ${verdict}${far}`;
}

function problemLine({ severity, message, path }: ArchiveProblem): string {
  const where = path === undefined || message.includes(path) ? '' : `${path}: `;
  return `${severity}: ${where}${message.trimEnd()}`;
}

function lsnText(lsn: Lsn | undefined): string {
  return lsn === undefined ? 'unknown' : formatLsn(lsn);
}
