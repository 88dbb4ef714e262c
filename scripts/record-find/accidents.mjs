// Accidents among concurrent traffic, each found by `walscope find` and undone by recovering a backup as it recommends.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { query, run } from '../record-files/servers.mjs';
import { newCluster, pack } from '../record-timelines/server.mjs';
import { committed, parseLsn, recovered } from './recovery.mjs';

const sessions = 3;
const perSession = 24;

/** Who ran which transaction: every transaction of the traffic leaves its ID here, in the database that nobody drops. */
const schema = `
create table ledger (xid bigint default txid_current(), session int, n int);
create table orders (id serial primary key, what text, at timestamptz default now());
insert into orders (what) select repeat('order ', 5) from generate_series(1, 500);
create table items (id int, what text);
insert into items select g, 'item' from generate_series(1, 500) g;
create table drafts (id int); alter table drafts rename to invoices;
insert into invoices values (1), (2);
create schema sales; create table sales.leads (id int); create table sales.deals (id int);
create view sales.all_deals as select * from sales.deals;
insert into sales.leads values (1); insert into sales.deals values (1);
create table first (id int); create table second (id int); create table third (id int);
create table prepared (id int); insert into prepared values (1);
create table kept (id int primary key, what text); insert into kept select g, 'kept' from generate_series(1, 300) g;
create table after_rewrite (id int); insert into after_rewrite values (1);
create unlogged table cache (id int); insert into cache values (1);
`;

/** The accidents in their order: what is done, what it is found by, and what shows that it was undone. */
export const accidents = [
  {
    name: 'drop of a table',
    sql: ['drop table orders'],
    drop: 'orders',
    probe: 'select count(*) from orders',
    shows: '500',
  },
  {
    name: 'truncate',
    sql: ['truncate items'],
    drop: 'items',
    probe: 'select count(*) from items',
    shows: '500',
  },
  {
    name: 'drop after a rename',
    sql: ['drop table invoices'],
    drop: 'invoices',
    probe: 'select count(*) from invoices',
    shows: '2',
  },
  { name: 'rolled back', sql: ['begin; drop table kept; rollback'], drop: 'kept' },
  {
    name: 'drop of a schema',
    sql: ['drop schema sales cascade'],
    drop: 'sales',
    probe: 'select count(*) from sales.all_deals',
    shows: '1',
  },
  {
    name: 'several in a transaction, one with a savepoint that was rolled back',
    sql: [
      'begin; drop table first; savepoint a; drop table third; rollback to a; savepoint b; drop table second; commit',
    ],
    drop: 'second',
    probe: 'select count(*) from first, second, third',
    shows: '0',
  },
  {
    name: 'in a prepared transaction',
    sql: ["begin; drop table prepared; prepare transaction 'it''s done'", "commit prepared 'it''s done'"],
    drop: 'prepared',
    rescue: "rollback prepared 'it''s done'",
    probe: 'select count(*) from prepared',
    shows: '1',
  },
  {
    name: 'catalogs rewritten',
    sql: ['vacuum full pg_class', 'vacuum full pg_namespace', 'vacuum full kept', 'reindex table kept'],
    drop: 'kept',
  },
  {
    name: 'drop after a rewrite of the catalogs',
    sql: ['drop table after_rewrite'],
    drop: 'after_rewrite',
    probe: 'select count(*) from after_rewrite',
    shows: '1',
  },
  {
    name: 'drop of a database',
    sql: ['drop database shop'],
    drop: 'shop',
    database: 'shop',
    probe: 'select count(*) from stock',
    shows: '7',
  },
  {
    name: 'drop of an unlogged table',
    sql: ['drop table cache'],
    drop: 'cache',
    probe: 'select count(*) from cache',
    shows: '0',
  },
];

/** Concurrent sessions; some of their transactions are long, roll back or use savepoints. */
export function traffic(psql, port, round) {
  return Array.from({ length: sessions }, (_, session) => {
    const lines = Array.from({ length: perSession }, (_, n) => {
      const entry = `insert into ledger (session, n) values (${session}, ${round * perSession + n});`;
      const pause = `select pg_sleep(${((n * 7 + session * 3) % 11) / 1000});`;
      if (n % 9 === 4) return `begin; ${entry} ${pause} rollback;`;
      if (n % 9 === 7) return `begin; savepoint a; ${entry} release a; ${pause} commit;`;
      return `begin; ${entry} ${pause} commit;`;
    });
    const args = ['-h', '/tmp', '-p', String(port), '-d', 'postgres', '-U', 'postgres', '-qX', '-f', '-'];
    const [program, ...words] =
      process.getuid() === 0 ? ['runuser', '-u', 'nobody', '--', psql, ...args] : [psql, ...args];
    const child = spawn(program, words, { stdio: ['pipe', 'ignore', 'inherit'] });
    child.stdin.end(lines.join('\n'));
    return new Promise(resolve => child.on('exit', resolve));
  });
}

/** What the server itself calls the files of its relations. */
const namesQuery = `select current_database() as database, d.oid::int as "databaseOid", n.nspname as schema, c.relname as name,
  c.relkind as kind, pg_relation_filenode(c.oid)::int as file
  from pg_class c join pg_namespace n on n.oid = c.relnamespace, pg_database d
  where d.datname = current_database() and pg_relation_filenode(c.oid) is not null and c.oid >= 16384 and n.nspname <> 'pg_toast'
  order by 1, 6`;

/** A cluster on which all accidents happened; `archive` and `backup` are folders. */
export async function accidentCluster({ servers, major, root, port }) {
  const archive = join(root, 'archive');
  run('mkdir', ['-p', archive]);
  const primary = newCluster({
    servers,
    major,
    root,
    port,
    archive,
    configuration: `wal_level = replica\nmax_prepared_transactions = 5\nwal_log_hints = off\nwal_keep_${major >= 13 ? 'size' : 'segments'} = 0`,
  });
  const psql = primary.program('psql');
  primary.sql(schema);
  primary.sql('create database shop');
  query(psql, port, 'create table stock as select generate_series(1, 7) id', 'shop');
  primary.fill('before the backup', 1);
  const backup = join(root, 'backup');
  const options = ['-X', 'none', '-c', 'fast', '-l', 'nightly', '--no-sync'];
  run(primary.program('pg_basebackup'), ['-h', '/tmp', '-p', port, '-D', backup, ...options]);
  const names = ['postgres', 'shop'].flatMap(database =>
    JSON.parse(query(psql, port, `select json_agg(r) from (${namesQuery}) r`, database)),
  );
  for (const [round, accident] of accidents.entries()) {
    const going = traffic(psql, port, round);
    run('sleep', ['0.1']);
    for (const text of accident.sql) primary.sql(text);
    if (round % 4 === 2) primary.sql('checkpoint');
    await Promise.all(going);
    primary.sql(`select pg_create_restore_point('after ${round % 3}')`);
  }
  const ledger = numbers(primary.sql("select string_agg(xid::text, ',' order by xid) from ledger"));
  primary.sql('select pg_switch_wal()');
  primary.untilArchived();
  const version = primary.sql('show server_version');
  primary.stop();
  return { archive, backup, ledger, names, version };
}

const numbers = text => text.split(',').filter(Boolean).map(Number);

/** The cluster, and what became of it when it was recovered to just before each accident as `find` recommends it. */
export async function recordAccidents({ servers, major, root, port, find }) {
  const cluster = await accidentCluster({ servers, major, root, port });
  const { archive, backup, ledger } = cluster;
  const commits = committed(servers, major, archive);
  const truth = { major, version: cluster.version, names: cluster.names, accidents: [] };
  const prove = (target, { probe = undefined, shows = undefined, ...rest }) => {
    const outcome = recovered({
      servers,
      major,
      root,
      port: port + 1,
      archive,
      backup,
      target,
      probe,
      ...rest,
    });
    const before = new Set(commits.filter(({ lsn }) => lsn < parseLsn(target.stopsAt)).map(({ xid }) => xid));
    const expected = ledger.filter(xid => before.has(xid));
    const got = numbers(outcome.ledger);
    const missing = expected.filter(xid => !got.includes(xid)).length;
    const surplus = got.filter(xid => !expected.includes(xid)).length;
    const problems = [
      surplus ? `${surplus} rows too many` : '',
      missing > target.leavesOut || (target.by !== 'time' && missing) ? `${missing} rows are missing` : '',
      shows === undefined || outcome.probe === shows ? '' : `${probe} gives ${outcome.probe}`,
    ].filter(Boolean);
    return { ...target, stopped: outcome.stopped, rows: got.length, missing, problems };
  };
  for (const accident of accidents) {
    const { events } = find(['--drop', accident.drop], archive, backup);
    if (events.length !== (accident.probe ? 1 : 0))
      throw new Error(`${accident.name}: ${events.length} events`);
    const [event] = events;
    const proofs = event ? [prove(event.target, accident)] : [];
    const isFirst = accident === accidents[0];
    if (isFirst)
      for (const other of event.alternatives) proofs.push(prove(other, other.by === 'time' ? {} : accident));
    truth.accidents.push({ name: accident.name, drop: accident.drop, kind: event?.kind, proofs });
  }
  const points = find(['--restore-point', 'after 1'], archive, backup).events;
  truth.accidents.push({
    name: 'restore points of one name',
    restorePoint: 'after 1',
    proofs: points.map(({ target }) => prove(target, {})),
  });
  // every transaction of the traffic, and one whose time is of no use as a target, if there is one
  const { events } = find(['--relation', 'ledger'], archive, backup);
  const timed = events.flatMap(({ alternatives }) => alternatives.filter(({ leavesOut }) => leavesOut > 0));
  const late = timed.slice(0, 1).map(target => prove(target, {}));
  truth.accidents.push({ name: 'traffic', relation: 'ledger', found: countOf(events), ledger, proofs: late });
  return { truth, ...packed(archive, backup, cluster.names) };
}

function countOf(events) {
  const counts = {};
  for (const { kind } of events) counts[kind] = (counts[kind] ?? 0) + 1;
  return counts;
}

/** The WAL from the backup on, and of the backup what tells of WAL and names. */
export function packed(archive, backup, names) {
  const contents = {};
  const label = readFileSync(join(backup, 'backup_label'), 'utf8');
  const first = /file ([0-9A-F]{24})/.exec(label)[1];
  const databases = [...new Set(names.map(({ databaseOid }) => databaseOid))].join('|');
  const telling = new RegExp(
    `^(PG_VERSION|backup_label|global/(pg_control|pg_filenode\\.map|1262)|base/(${databases})/(pg_filenode\\.map|1259|2615))$`,
  );
  const trees = {
    archive: pack(contents, archive, path => path >= first),
    backup: pack(contents, backup, path => telling.test(path)),
  };
  return { trees, contents };
}
