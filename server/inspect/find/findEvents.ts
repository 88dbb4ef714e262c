import type { ClusterInventory } from '../../archive/inventory.ts';
import type { Files } from '../../bytes/byteSource.ts';
import type { DecompressionPlatform } from '../../bytes/decompress.ts';
import { compareLsn } from '../../postgres/lsn.ts';
import { type KnownNames, knownNames } from '../names/knownNames.ts';
import { filesNamed, type RelationFiles } from '../names/relationFiles.ts';
import type { RelationNames } from '../names/relationNames.ts';
import { wayTo } from '../timelines/fork.ts';
import { type BackupChoice, backupChooser } from './backupFor.ts';
import { collectEvents, type PlacedEvent } from './collectEvents.ts';
import { notesOn } from './eventNotes.ts';
import type { FindQuery, FindResult, FoundEvent, FoundRelation } from './findTypes.ts';
import { hiddenWal } from './hiddenWal.ts';
import { withLostDatabases } from './lostDatabases.ts';
import { matchesNames } from './matchQuery.ts';
import { type Targets, targetsBefore } from './recoveryTarget.ts';
import type { ChangedRelation } from './transactionChanges.ts';
import type { WalkOptions } from './walkTimelines.ts';

export interface FindOptions extends WalkOptions {
  /** What is known of names already (`knownNames`); what the WAL tells is added. Read from the cluster's files by default. */
  readonly known?: KnownNames;
}

/** What the relations of clusters are called whose WAL was read to its end. */
const allNames = new WeakMap<ClusterInventory, RelationNames>();

/**
 * Finds what happened in the WAL of a cluster, in the order of timelines and log, each with the settings that recover to
 * just before it. Reads all segments; files that cannot be read are told in `problems`. Rejects when `signal` is aborted.
 */
export async function findEvents(
  files: Files,
  cluster: ClusterInventory,
  platform: DecompressionPlatform,
  query: FindQuery,
  options: FindOptions = {},
): Promise<FindResult> {
  const known = options.known ?? (await knownNames(files, cluster, platform, options.signal));
  let counted: RelationFiles | undefined;
  if (query.relation !== undefined) {
    // all names first: the WAL may tell them after what it tells of the relation
    if (!allNames.has(cluster))
      await collectEvents(files, cluster, platform, {}, known, { signal: options.signal });
    counted = filesNamed(query.relation, allNames.get(cluster) ?? known.names);
  }
  const collected = await collectEvents(files, cluster, platform, query, known, { ...options, counted });
  const { events, commits, problems } = collected;
  allNames.set(cluster, known.names);
  const sorted = [...events].sort((a, b) => a.timeline - b.timeline || compareLsn(a.lsn, b.lsn));
  const chooseBackup = backupChooser(cluster);
  const points = sorted.filter(({ kind }) => kind === 'restorePoint');
  const all = sorted.map(event => {
    const isFirst = isFirstOfName(event, points, cluster);
    const targets = targetsBefore(event, event.recoverTo, isFirst);
    const choice = chooseBackup(event.recoverTo, targets.target.stopsAt);
    return foundEvent(event, targets, choice, { cluster, names: known.names, commits });
  });
  return {
    systemIdentifier: cluster.systemIdentifier,
    major: cluster.major,
    events: withLostDatabases(all, query.drop, known.names).filter(event => matchesNames(event, query)),
    problems: [...problems, ...hiddenWal(cluster)],
    unnamed: all.filter(isUnnamedDrop).length,
  };
}

interface Surroundings {
  readonly cluster: ClusterInventory;
  readonly names: RelationNames;
  readonly commits: ReadonlyMap<number, number>;
}

function foundEvent(
  event: PlacedEvent,
  { target, alternatives }: Targets,
  choice: BackupChoice | undefined,
  { cluster, names, commits }: Surroundings,
): FoundEvent {
  const { kind, timeline, lsn, piece, time, xid, preparedAs, firstLsn } = event;
  const { changes, touched, database, name } = event;
  const isCommit = event.time !== undefined && kind !== 'abort' && kind !== 'restorePoint';
  const found = {
    kind,
    timeline,
    lsn,
    segment: piece.name,
    path: piece.path,
    time,
    xid,
    preparedAs,
    firstLsn,
    relations: [
      ...(changes?.dropped ?? []).map(each => foundRelation(each, 'dropped', names)),
      ...(changes?.emptied ?? []).map(each => foundRelation(each, 'emptied', names)),
      ...(changes?.replaced ?? []).map(each => foundRelation(each, 'replaced', names)),
      ...(changes?.rewritten ?? []).map(each => foundRelation(each, 'rewritten', names)),
    ],
    schemas: (changes?.schemas ?? []).map(({ row }) => row.name),
    database: database === undefined ? undefined : (names.database(database) ?? String(database)),
    databaseOid: database,
    name,
    touched,
    target,
    alternatives,
    commitsAfter: (commits.get(timeline) ?? event.commits) - event.commits - (isCommit ? 1 : 0),
    backup: choice?.backup.label,
  };
  return { ...found, notes: notesOn(found, event, choice, cluster) };
}

function foundRelation(
  { database, row, file }: ChangedRelation,
  fate: FoundRelation['fate'],
  names: RelationNames,
): FoundRelation {
  const name = row ? names.named(database, row) : file && names.nameOf(file);
  return { ...name, fate, file, databaseOid: database, schemaOid: row?.schema };
}

/** Whether the server meets no other restore point of this name before, on the way of the event's timeline. */
function isFirstOfName(
  event: PlacedEvent,
  points: readonly PlacedEvent[],
  cluster: ClusterInventory,
): boolean {
  if (event.kind !== 'restorePoint') return true;
  const way = wayTo(cluster, event.recoverTo);
  return !points.some(other => {
    if (other.name !== event.name || other.lsn >= event.lsn) return false;
    const at = way.findIndex(({ timeline }) => timeline === other.timeline);
    return at >= 0 && (way[at + 1] === undefined || other.lsn < way[at + 1].from);
  });
}

/** A drop of something whose name nothing tells. */
function isUnnamedDrop({ kind, relations, schemas }: FoundEvent): boolean {
  return (
    (kind === 'drop' || kind === 'truncate') &&
    schemas.length === 0 &&
    relations.length > 0 &&
    relations.every(({ name }) => name === undefined)
  );
}
