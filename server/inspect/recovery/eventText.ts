import { formatLsn } from '../../postgres/lsn.ts';
import { isoTimestamp } from '../../postgres/wal/describe/timestamp.ts';
import type { FoundPlace } from '../../protocol/recovery.ts';
import type { FoundEvent, FoundKind, FoundRelation } from '../find/findTypes.ts';

/** Names in one title. */
const mostNamed = 3;

/** PostgreSQL: RELKIND_* in catalog/pg_class.h. */
const relationKinds: Readonly<Record<string, string>> = {
  r: 'table',
  p: 'partitioned table',
  v: 'view',
  m: 'materialized view',
  S: 'sequence',
  f: 'foreign table',
  i: 'index',
  I: 'partitioned index',
  t: 'TOAST table',
  c: 'composite type',
};
/** They go with their table and are not named beside it. */
const partsOfTables = 'itIS';

const fates = {
  dropped: 'dropped',
  emptied: 'emptied',
  replaced: 'emptied or rewritten',
  rewritten: 'rewritten',
} as const;

const endings: Readonly<Partial<Record<FoundKind, string>>> = {
  commit: 'commit',
  abort: 'rollback',
  prepare: 'prepared',
  open: 'without an end',
};

/** An event as a line of a list and a mark on the picture. */
export function foundPlace(event: FoundEvent): FoundPlace {
  const { timeline, lsn, xid, time, kind } = event;
  const title = titleOf(event);
  const facts = [
    xid === undefined || kind === 'commit' || kind === 'abort' ? '' : `transaction ${xid}`,
    touchedText(event),
    time === undefined ? '' : timeText(time),
    `${formatLsn(lsn)} on timeline ${timeline}`,
  ];
  return {
    timeline,
    lsn: formatLsn(lsn),
    xid,
    tone: toneOf(event),
    title,
    facts: facts.filter(text => text !== '').join(' · '),
    label:
      kind === 'restorePoint' || xid === undefined ? (event.name ?? title) : `${shortTitle(event)}xid ${xid}`,
  };
}

function toneOf({ kind }: FoundEvent): FoundPlace['tone'] {
  if (kind === 'drop' || kind === 'truncate' || kind === 'dropDatabase') return 'loss';
  return kind === 'restorePoint' ? 'point' : 'plain';
}

/** `Table orders dropped`, `Restore point before_release_42`, `Transaction 745, commit`. */
export function titleOf(event: FoundEvent): string {
  const { kind, name, database, xid } = event;
  if (kind === 'restorePoint') return `Restore point ${name}`;
  if (kind === 'dropDatabase') return `Database ${database} dropped`;
  const changed = changesText(event);
  if (changed !== '') return changed.charAt(0).toUpperCase() + changed.slice(1);
  return `Transaction ${xid ?? ''}, ${endings[kind] ?? kind}`;
}

function shortTitle(event: FoundEvent): string {
  const [first] = mainRelations(event);
  if (event.schemas.length) return `schema ${event.schemas[0]} dropped · `;
  return first ? `${first.name ?? 'a relation'} ${fates[first.fate]} · ` : '';
}

function changesText(event: FoundEvent): string {
  const schemas = event.schemas.map(schema => `schema ${schema} dropped`);
  const main = mainRelations(event);
  const texts = [...schemas, ...main.map(relation => `${relationText(relation)} ${fates[relation.fate]}`)];
  const more = texts.length - mostNamed;
  const named = texts.slice(0, mostNamed).join(', ');
  return more > 0 ? `${named} and ${more} more` : named;
}

/** What users call relations: not what comes with a table, unless it is all there is. */
function mainRelations({ relations, kind }: FoundEvent): readonly FoundRelation[] {
  const told = relations.filter(({ fate }) => kind !== 'drop' || fate === 'dropped');
  const main = told.filter(({ kind: each }) => each === undefined || !partsOfTables.includes(each));
  return main.length ? main : told;
}

function relationText({ kind, name, schema, file, databaseOid }: FoundRelation): string {
  const what = (kind && relationKinds[kind]) ?? 'relation';
  if (name !== undefined) return `${what} ${schema && schema !== 'public' ? `${schema}.` : ''}${name}`;
  return file ? `a relation, file ${file.relation},` : `a relation of database ${databaseOid}`;
}

function touchedText({ touched }: FoundEvent): string {
  if (!touched) return '';
  const kinds = Object.entries(touched.kinds).sort((a, b) => b[1] - a[1]);
  return kinds
    .slice(0, 3)
    .map(([kind, count]) => `${count} ${kind}`)
    .join(', ');
}

/** `2026-11-23 09:09:36.494886 UTC` */
export function timeText(time: bigint): string {
  return isoTimestamp(time).replace('T', ' ').replace('Z', ' UTC');
}
