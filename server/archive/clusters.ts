import type { ClusterObjects, Heads } from './cluster.ts';
import type { BackupFacts, Repository } from './repository.ts';
import type { WalObject } from './walObject.ts';

/** What one cluster has in one repository. */
interface Part {
  readonly systemIdentifier?: bigint;
  readonly repository: Repository;
}

/**
 * Tells the clusters in `repositories` apart by system identifier. A segment goes to the cluster that its own first
 * page names; what tells nothing goes with its repository. One cluster's old primary, archive and backups come
 * together. The cluster with most files is first.
 */
export function tellClustersApart(repositories: readonly Repository[], heads: Heads): ClusterObjects[] {
  const parts = adopted(
    repositories.flatMap(repository => partsOf(repository, heads)),
    heads,
  );
  const clusters = new Map<string, { systemIdentifier?: bigint; repositories: Repository[] }>();
  for (const { systemIdentifier, repository } of parts) {
    const { root, cluster = '', major = '' } = repository;
    const key = String(systemIdentifier ?? `${root}|${cluster}|${major}`);
    const known = clusters.get(key);
    if (known) known.repositories.push(repository);
    else clusters.set(key, { systemIdentifier, repositories: [repository] });
  }
  return [...clusters.values()]
    .map(({ systemIdentifier, repositories: found }) => ({
      systemIdentifier,
      repositories: found,
      objects: found.length === 1 ? found[0].objects : found.flatMap(({ objects }) => objects),
    }))
    .sort((a, b) => b.objects.length - a.objects.length);
}

/** A repository that names no cluster and holds no segment that could belongs to the only cluster there is. */
function adopted(parts: readonly Part[], heads: Heads): readonly Part[] {
  const known = [...new Set(parts.flatMap(({ systemIdentifier }) => systemIdentifier ?? []))];
  if (known.length !== 1) return parts;
  return parts.map(part =>
    part.systemIdentifier === undefined && (heads.size === 0 || !holdsSegments(part.repository))
      ? { ...part, systemIdentifier: known[0] }
      : part,
  );
}

function holdsSegments({ objects }: Repository): boolean {
  return objects.some(({ kind }) => kind === 'segment' || kind === 'partial');
}

/** A repository as its own cluster sees it, strangers among its segments, and as each stranger's cluster does. */
function partsOf(repository: Repository, heads: Heads): Part[] {
  const bySystem = segmentsBySystem(repository, heads);
  const own = repository.systemIdentifier ?? [...bySystem].sort((a, b) => b[1].length - a[1].length)[0]?.[0];
  const strangers = [...bySystem].filter(([system]) => system !== own);
  if (!strangers.length) return [{ systemIdentifier: own, repository }];
  const owned = own === undefined ? [] : (bySystem.get(own) ?? []);
  const parts = strangers.map(([systemIdentifier, segments]) => ({
    systemIdentifier,
    repository: partFor(repository, segments, systemIdentifier),
  }));
  const away = (object: WalObject | BackupFacts) =>
    !tellsOf(object, owned) && strangers.some(([, segments]) => tellsOf(object, segments));
  // the WAL of a cluster of which there are backups is in its place: what pg_upgrade made goes on in the same archive
  const told = new Set(repository.backups.map(backup => backup.systemIdentifier));
  const before = new Set(strangers.flatMap(([system, segments]) => (told.has(system) ? segments : [])));
  const isOwn = ({ systemIdentifier: system }: BackupFacts) =>
    system === own || !strangers.some(([stranger]) => stranger === system);
  const rest = {
    ...repository,
    objects: repository.objects.filter(object => (isSegment(object) ? !before.has(object) : !away(object))),
    backups: repository.backups.filter(backup => isOwn(backup) && !away(backup)),
  };
  return [{ systemIdentifier: own, repository: rest }, ...parts];
}

function isSegment({ kind }: WalObject): boolean {
  return kind === 'segment' || kind === 'partial';
}

/** The segments of a repository by the system that their first pages name. */
function segmentsBySystem({ objects }: Repository, heads: Heads): Map<bigint, WalObject[]> {
  const found = new Map<bigint, WalObject[]>();
  if (heads.size === 0) return found;
  for (const object of objects) {
    const head = heads.get(object);
    if (typeof head !== 'object') continue;
    const known = found.get(head.systemIdentifier);
    if (known) known.push(object);
    else found.set(head.systemIdentifier, [object]);
  }
  return found;
}

/** What a stranger's cluster has in a repository: its segments, and the histories and backups that tell of them. */
function partFor(
  { layout, root, cluster, objects, backups }: Repository,
  segments: readonly WalObject[],
  system: bigint,
): Repository {
  const others = objects.filter(object => !isSegment(object) && tellsOf(object, segments));
  return {
    layout,
    root,
    cluster,
    objects: [...segments, ...others],
    backups: backups.filter(backup => backup.systemIdentifier === system || tellsOf(backup, segments)),
    problems: [],
  };
}

/** Whether a history file is of a timeline of `segments`, or a backup began in one of them. */
function tellsOf(file: WalObject | BackupFacts, segments: readonly WalObject[]): boolean {
  const name = 'name' in file ? file.name : file.path.slice(file.path.lastIndexOf('/') + 1);
  if (name.endsWith('.history')) return segments.some(segment => segment.name.startsWith(name.slice(0, 8)));
  return /^[0-9A-F]{24}\./.test(name) && segments.some(segment => segment.name === name.slice(0, 24));
}
