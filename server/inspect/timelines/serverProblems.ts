import type { ClusterInventory, TimelineInventory } from '../../archive/inventory.ts';
import type { ArchiveProblem, Repository } from '../../archive/repository.ts';
import { pathOf, recogniseWalObject } from '../../archive/walObject.ts';
import { archiverQueue } from '../../postgres/files/archiveStatus.ts';
import { formatLsn, type Lsn } from '../../postgres/lsn.ts';
import { type Major, sinceMajor } from '../../postgres/majors.ts';
import { formatSegmentName, parseSegmentName } from '../../postgres/segmentName.ts';
import { serversOf } from './clusterName.ts';

/** A server that archives has one segment waiting now and then; more say that it does not keep up, or fails. */
const usuallyWaiting = 1;

/** What is wrong with the servers of a cluster, by their directories: archiving that is behind, primaries left behind. */
export function serverProblems(cluster: ClusterInventory): ArchiveProblem[] {
  const servers = serversOf(cluster);
  const lone = cluster.repositories.filter(({ layout }) => layout === 'pg_wal');
  return [
    ...[...servers, ...lone].flatMap(repository => archiverProblems(cluster, repository)),
    ...servers.flatMap(server => divergence(cluster, server, servers)),
  ];
}

function archiverProblems(cluster: ClusterInventory, repository: Repository): ArchiveProblem[] {
  const { archiveStatus = [], root, layout, objects, major = cluster.major } = repository;
  const pgWal = layout === 'pg_wal' ? root : `${root}/pg_wal`;
  const there = new Set(objects.map(({ fileName }) => fileName));
  const queue = archiverQueue(archiveStatus).filter(file => recogniseWalObject(file, pgWal, 'pg_wal'));
  const position = (file: string) => {
    const segment = parseSegmentName(file.slice(0, 24), cluster.segmentSize);
    return segment && { timeline: segment.timeline, lsn: segment.number * BigInt(cluster.segmentSize) };
  };
  const problems = queue
    .filter(file => !there.has(file))
    .map(
      (file): ArchiveProblem => ({
        ...orphanIn(major),
        code: 'ready-without-file',
        path: `${pgWal}/archive_status/${file}.ready`,
        ...position(file),
      }),
    );
  const waiting = queue.filter(file => there.has(file) && file.length === 24);
  const [first] = waiting;
  if (waiting.length > usuallyWaiting)
    problems.push({
      severity: 'warning',
      code: 'archiving-behind',
      message: `${waiting.length} segments wait to be archived, ${first} first. ${whyWaiting(cluster, first)}`,
      path: `${pgWal}/${first}`,
      ...position(first),
    });
  return problems;
}

/** The first file of the queue holds up all others. */
function whyWaiting({ repositories }: ClusterInventory, first: string): string {
  const archived = repositories.some(({ objects }) =>
    objects.some(({ name, kind, place }) => name === first && kind === 'segment' && place === 'archive'),
  );
  return archived
    ? 'The archive has that one already: an archive_command that refuses to overwrite fails on it.'
    : 'Archiving is off, fails or does not keep up.';
}

/** PostgreSQL: pgarch_ArchiverCopyLoop in postmaster/pgarch.c, which looks for the file since 12. */
function orphanIn(major: Major | undefined): Pick<ArchiveProblem, 'severity' | 'message'> {
  const what = 'The file that is to be archived is not in pg_wal any more';
  if (major === undefined || sinceMajor({ 10: false, 12: true }, major))
    return { severity: 'warning', message: `${what}: the server will remove this .ready file.` };
  return {
    severity: 'error',
    message: `${what}: the server runs archive_command for it again and again, and archives nothing else while that fails.`,
  };
}

/** A server that went on along its timeline after another timeline had left it, and that timeline is the one in use. */
function divergence(
  cluster: ClusterInventory,
  server: Repository,
  servers: readonly Repository[],
): ArchiveProblem[] {
  const timeline = server.checkpoint?.timeline;
  const own = cluster.timelines.find(each => each.timeline === timeline);
  if (!own || timeline === undefined) return [];
  for (const child of cluster.timelines) {
    const { parent, switchLsn } = child;
    if (parent !== timeline || switchLsn === undefined) continue;
    if (!wroteBehind(server, own, switchLsn, cluster.segmentSize)) continue;
    const followed = servers.some(other => descendsFrom(cluster, other.checkpoint?.timeline, child.timeline));
    if (!followed && (child.endLsn ?? 0n) <= (own.endLsn ?? 0n)) continue;
    return [
      {
        severity: followed ? 'warning' : 'information',
        code: 'timeline-diverged',
        message: `This server went on along timeline ${timeline} after timeline ${child.timeline} had left it at ${formatLsn(switchLsn)}: it can follow timeline ${child.timeline} only after pg_rewind or from a new base backup.`,
        path:
          segmentAt(server, timeline, switchLsn, cluster.segmentSize) ?? `${server.root}/global/pg_control`,
        timeline,
        lsn: switchLsn,
      },
    ];
  }
  return [];
}

/** Whether a server has WAL of its timeline behind an LSN, as far as checkpoint and names of segments tell. */
function wroteBehind(
  { checkpoint, objects }: Repository,
  { timeline, runs }: TimelineInventory,
  lsn: Lsn,
  segmentSize: number,
): boolean {
  if (checkpoint && checkpoint.lsn > lsn) return true;
  const last = lsn / BigInt(segmentSize);
  return objects.some(({ kind, name }) => {
    const segment = kind === 'segment' ? parseSegmentName(name, segmentSize) : undefined;
    if (segment?.timeline !== timeline || segment.number <= last) return false;
    // segments that are only kept for later use are in no run
    return runs.some(({ from, to }) => from <= segment.number && segment.number <= to);
  });
}

function segmentAt(
  { objects }: Repository,
  timeline: number,
  lsn: Lsn,
  segmentSize: number,
): string | undefined {
  const name = formatSegmentName({ timeline, number: lsn / BigInt(segmentSize) }, segmentSize);
  const object = objects.find(each => each.fileName === name);
  return object && pathOf(object);
}

function descendsFrom(
  { timelines }: ClusterInventory,
  timeline: number | undefined,
  ancestor: number,
): boolean {
  for (let at = timeline, steps = 0; at !== undefined && steps <= timelines.length; steps++) {
    if (at === ancestor) return true;
    at = timelines.find(each => each.timeline === at)?.parent;
  }
  return false;
}
