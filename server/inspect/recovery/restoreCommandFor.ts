import type { ClusterInventory } from '../../archive/inventory.ts';
import type { Repository } from '../../archive/repository.ts';
import type { WalObject } from '../../archive/walObject.ts';
import type { Lsn } from '../../postgres/lsn.ts';
import { parseSegmentName } from '../../postgres/segmentName.ts';
import type { WayStretch } from '../../postgres/timelineWay.ts';

/** How a server gets WAL from where it lies. */
export interface RestoreChoice {
  readonly repository: Repository;
  readonly command: string;
  /** What the user has to do before it works. */
  readonly note?: string;
}

/** The stretch of WAL that a recovery reads. */
export interface NeededWal {
  readonly way: readonly WayStretch[];
  readonly from: Lsn;
  readonly to: Lsn;
}

/**
 * The simplest command that gets WAL from where most of what is needed lies: an archive rather than a server's pg_wal,
 * of several the one that has the backup.
 * Undefined where there is nothing to get it from.
 */
export function restoreCommandFor(cluster: ClusterInventory, needed: NeededWal): RestoreChoice | undefined {
  const ranked = cluster.repositories
    .map(repository => ({
      repository,
      objects: repository.objects.filter(object => object.place !== 'backup'),
    }))
    .map(({ repository, objects }) => ({
      repository,
      objects,
      isArchive: objects.some(({ place }) => place === 'archive'),
      segments: neededOf(objects, needed, cluster.segmentSize),
      hasBackup: repository.backups.some(({ startLsn }) => startLsn === needed.from),
    }))
    .filter(({ objects }) => objects.length > 0)
    .sort(
      (a, b) =>
        Number(b.isArchive) - Number(a.isArchive) ||
        b.segments - a.segments ||
        Number(b.hasBackup) - Number(a.hasBackup),
    );
  const best = ranked[0];
  return best && { repository: best.repository, ...commandOf(best.repository, best.objects) };
}

/** How many of the needed segments are among some files. */
function neededOf(objects: readonly WalObject[], { way, from, to }: NeededWal, segmentSize: number): number {
  const size = BigInt(segmentSize);
  const timelines = new Set(way.map(({ timeline }) => timeline));
  const found = new Set<string>();
  for (const { kind, name } of objects) {
    if (kind !== 'segment') continue;
    const place = parseSegmentName(name, segmentSize);
    if (!place || !timelines.has(place.timeline)) continue;
    if (place.number >= from / size && place.number <= to / size) found.add(name);
  }
  return found.size;
}

function commandOf(repository: Repository, objects: readonly WalObject[]): Omit<RestoreChoice, 'repository'> {
  const { layout, root, cluster = '' } = repository;
  switch (layout) {
    case 'pgBackRest':
      return { command: `pgbackrest --stanza=${word(cluster)} archive-get %f "%p"` };
    case 'WAL-G':
      return {
        command: 'wal-g wal-fetch %f "%p"',
        note: 'wal-g needs its environment: where its storage is.',
      };
    case 'Barman':
      return {
        command: `barman-wal-restore -U barman BARMAN_HOST ${word(cluster)} %f "%p"`,
        note: 'Put the name of the machine that Barman runs on in the place of BARMAN_HOST.',
      };
    case 'Barman Cloud':
      return {
        command: `barman-cloud-wal-restore SOURCE_URL ${word(cluster)} %f "%p"`,
        note: 'Put the address of the bucket, as s3://bucket/path, in the place of SOURCE_URL.',
      };
    case 'pg_probackup':
      return {
        command: `pg_probackup archive-get -B ${word(root)} --instance=${word(cluster)} --wal-file-path="%p" --wal-file-name=%f`,
      };
    default:
      return copiesFrom(objects);
  }
}

/** What unpacks a file to its standard output, by suffix. */
const unpackers: Readonly<Record<string, string>> = {
  gz: 'gunzip -c',
  lz4: 'lz4 -dc',
  zst: 'zstd -dc',
  zstd: 'zstd -dc',
  bz2: 'bzip2 -dc',
  xz: 'xz -dc',
  lzma: 'xz --format=lzma -dc',
  br: 'brotli -dc',
};

/** Copies out of folders, by the names and compressions that are there: what most files need comes first. */
function copiesFrom(objects: readonly WalObject[]): Omit<RestoreChoice, 'repository'> {
  const counts = new Map<string, number>();
  let folderOf = objects[0].folder;
  for (const { kind, folder, compression = '' } of objects) {
    if (kind === 'partial' || (compression !== '' && !unpackers[compression])) continue;
    if (folder.length < folderOf.length) folderOf = folder;
    const place = `${folder}\n${compression}`;
    counts.set(place, (counts.get(place) ?? 0) + 1);
  }
  if (inLogFolders(objects)) {
    return {
      command: copy(folderOf, ''),
      note: 'The segments lie in folders of their own, as a backup tool keeps them: use the restore command of that tool.',
    };
  }
  const places = [...counts].sort((a, b) => b[1] - a[1]).map(([place]) => place.split('\n'));
  const commands = places.map(([folder, compression]) => copy(folder, compression));
  return { command: commands.join(' || ') || copy(folderOf, '') };
}

function inLogFolders(objects: readonly WalObject[]): boolean {
  return objects.some(
    ({ kind, folder, name }) => kind === 'segment' && folder.endsWith(`/${name.slice(0, 16)}`),
  );
}

function copy(folder: string, compression: string): string {
  if (/^[a-z]:\//i.test(folder)) return `copy "${folder.replaceAll('/', '\\')}\\%f" "%p"`;
  const file = word(`${folder.replaceAll('%', '%%')}/%f${compression && `.${compression}`}`);
  return compression ? `${unpackers[compression]} ${file} > "%p"` : `cp ${file} "%p"`;
}

/** A word of a shell command. */
function word(text: string): string {
  return /^[\w./:@%+=,-]+$/.test(text) ? text : `"${text.replace(/["$`\\]/g, '\\$&')}"`;
}
