import type {
  FindResult,
  FoundEvent,
  FoundKind,
  FoundRelation,
  RecoveryTarget,
} from '../inspect/find/findTypes.ts';
import { formatLsn, type Lsn } from '../postgres/lsn.ts';
import { isoTimestamp } from '../postgres/wal/describe/timestamp.ts';

/** The document of `walscope find --format json`: the first cluster, with any `others` beside it. */
export function resultJson(results: readonly FindResult[]): string {
  const [first, ...others] = results.map(clusterJson);
  return `${JSON.stringify(others.length ? { ...first, others } : first, undefined, 2)}\n`;
}

function clusterJson({ systemIdentifier, major, events, problems, unnamed }: FindResult) {
  return {
    systemIdentifier: systemIdentifier?.toString() ?? null,
    major: major ?? null,
    events: events.map(eventJson),
    problems,
    unnamed,
  };
}

function eventJson({
  timeline,
  lsn,
  time,
  relations,
  target,
  alternatives,
  touched,
  firstLsn,
  ...event
}: FoundEvent) {
  return {
    kind: event.kind,
    lsn: formatLsn(lsn),
    tli: timeline,
    time: time === undefined ? null : isoTimestamp(time),
    xid: event.xid ?? null,
    firstLsn: lsnJson(firstLsn),
    segment: event.segment,
    path: event.path,
    name: event.name,
    preparedAs: event.preparedAs,
    database: event.database,
    schemas: event.schemas.length ? event.schemas : undefined,
    relations: relations.map(relationJson),
    touched: touched && {
      ...touched,
      firstLsn: formatLsn(touched.firstLsn),
      lastLsn: formatLsn(touched.lastLsn),
    },
    target: target ? targetJson(target) : null,
    alternatives: alternatives.map(targetJson),
    commitsAfter: event.commitsAfter,
    backup: event.backup ?? null,
    notes: event.notes,
  };
}

function relationJson({
  file,
  fate,
  name,
  schema,
  database,
  oid,
  kind,
  persistence,
  databaseOid,
}: FoundRelation) {
  return {
    fate,
    name: name ?? null,
    schema: schema ?? null,
    database: database ?? null,
    databaseOid,
    oid: oid ?? null,
    kind: kind ?? null,
    persistence: persistence ?? null,
    file: file ? fileText(file) : null,
  };
}

function targetJson({ stopsAt, ...target }: RecoveryTarget) {
  return { ...target, stopsAt: formatLsn(stopsAt) };
}

function lsnJson(lsn: Lsn | undefined): string | null {
  return lsn === undefined ? null : formatLsn(lsn);
}

function fileText({ tablespace, database, relation }: NonNullable<FoundRelation['file']>): string {
  return `${tablespace}/${database}/${relation}`;
}

/** `walscope find --format text`: an event a paragraph. */
export function resultText(results: readonly FindResult[]): string {
  const paragraphs = results.flatMap(({ major, events, unnamed }) => [
    ...events.map(event => eventText(event, major)),
    ...(events.length || !unnamed
      ? []
      : [`Nothing of that name; ${unnamed} drops are of relations whose names nothing here tells.\n`]),
  ]);
  return paragraphs.length ? paragraphs.join('\n') : 'Nothing found.\n';
}

const headings: Readonly<Record<FoundKind, string>> = {
  drop: 'Drop',
  truncate: 'Truncate',
  rewrite: 'Rewrite',
  dropDatabase: 'Drop of database',
  commit: 'Commit',
  abort: 'Rollback',
  prepare: 'Prepared transaction',
  open: 'Transaction without an end',
  restorePoint: 'Restore point',
};
/** Kinds of relations that go with their table and are not listed. */
const parts = 'itI';
const lastRecoveryConf = 11;

function eventText(event: FoundEvent, major: number | undefined): string {
  const { kind, lsn, timeline, time, xid, target, commitsAfter, backup, notes } = event;
  const lines = [
    `${[headingOf(event), whatOf(event)].filter(Boolean).join(' ')}`,
    `  ${formatLsn(lsn)} on timeline ${timeline}, in ${event.segment}`,
    `  ${[xid === undefined ? '' : `transaction ${xid}`, time === undefined ? '' : timeText(time)].filter(Boolean).join(', ')}`,
    ...(target
      ? [
          `  To recover to ${kind === 'restorePoint' ? '' : 'just before '}it, in ${fileFor(major)}:`,
          ...settingLines(target),
        ]
      : []),
    ...lateLines(event),
    `  Left out: ${commitsAfter} transactions committed after it on this timeline.`,
    ...(backup === undefined ? [] : [`  Backup to restore: ${backup}`]),
    ...notes.map(note => `  Note: ${note}`),
  ];
  return lines
    .filter(line => line.trim())
    .map(line => `${line}\n`)
    .join('');
}

/** A warning where the time of the event is no good target. */
function lateLines({ alternatives }: FoundEvent): string[] {
  return alternatives
    .filter(({ by, leavesOut }) => by === 'time' && leavesOut > 0)
    .map(({ leavesOut }) => `  Not by its time: that would leave out ${leavesOut} transactions more.`);
}

function headingOf({ kind, relations }: FoundEvent): string {
  const isTold = kind !== 'truncate' || relations.some(({ fate }) => fate === 'emptied');
  return isTold ? headings[kind] : 'Truncate or rewrite';
}

function whatOf({ relations, schemas, database, name, touched }: FoundEvent): string {
  if (name !== undefined) return name;
  if (touched)
    return `(${Object.entries(touched.kinds)
      .map(([kind, count]) => `${count} ${kind}`)
      .join(', ')})`;
  const main = relations.filter(({ kind }) => kind === undefined || !parts.includes(kind));
  const named = (main.length ? main : relations).map(relationText);
  const all = [...schemas.map(schema => `schema ${schema}`), ...named];
  if (database !== undefined) return all.length ? `${database}, with ${all.join(', ')}` : database;
  const more = all.length > 8 ? ` and ${all.length - 8} more` : '';
  return all.slice(0, 8).join(', ') + more;
}

function relationText({ name, schema, database, file, databaseOid }: FoundRelation): string {
  const where = `in database ${database ?? databaseOid}`;
  if (name === undefined) return file ? `file ${fileText(file)}` : `a relation ${where}`;
  return `${schema === undefined ? '' : `${schema}.`}${name} ${where}`;
}

function fileFor(major: number | undefined): string {
  return major !== undefined && major <= lastRecoveryConf
    ? 'recovery.conf'
    : 'postgresql.conf, with recovery.signal';
}

function settingLines({ settings }: RecoveryTarget): string[] {
  return Object.entries(settings).map(([name, value]) => `    ${name} = '${value.replaceAll("'", "''")}'`);
}

function timeText(time: bigint): string {
  return isoTimestamp(time).replace('T', ' ').replace('Z', ' UTC');
}
