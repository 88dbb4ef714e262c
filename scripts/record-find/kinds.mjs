// Every kind of statement that drops, empties or rewrites something, without full-page images: the names of what was
// there before are in the backup's files alone.
import { join } from 'node:path';
import { run } from '../record-files/servers.mjs';
import { newCluster } from '../record-timelines/server.mjs';
import { packed } from './accidents.mjs';

const before = `
create table alt (id int, t text); insert into alt values (1, 'a');
create table unl (id int, t text); insert into unl values (1, 'a');
create table source (id int); create materialized view mv as select * from source;
create table clu (id int primary key, t text); insert into clu select g, 'x' from generate_series(1, 100) g;
create table parent (id serial primary key); create table child (id int references parent (id));
create table parts (id int) partition by range (id);
create table part1 partition of parts for values from (0) to (100);
create table part2 partition of parts for values from (100) to (200);
create view seen as select * from alt; create view lonely as select 1 as one;
create type pair as (a int, b text);
create schema hollow; create schema sch; create table sch.t1 (id int); create sequence sch.s1;
create table "Mixed Case" (id int); create table old_name (id int); create table plain (id int, t text);
create table emptied (id int);
`;

/** Statements, each a transaction or more, and the event that should be found: kind, schemas and main relations. */
const statements = [
  ['alter table alt add column x int default 5'],
  ['drop view seen', 'drop public.seen'],
  ['alter table alt alter column id type bigint'],
  ['alter table unl set unlogged'],
  ['alter table unl set logged'],
  ['refresh materialized view mv'],
  ['cluster clu using clu_pkey'],
  ['truncate parent restart identity cascade', 'truncate public.parent public.child public.parent_id_seq'],
  ['vacuum full clu'],
  ['reindex table clu'],
  ['vacuum freeze pg_class'],
  ['drop table part1', 'drop public.part1'],
  ['vacuum pg_class'],
  ['drop table parts', 'drop public.part2 public.parts'],
  ['vacuum full pg_class'],
  ['drop view lonely', 'drop public.lonely'],
  ['drop type pair', 'drop public.pair'],
  ['drop materialized view mv', 'drop public.mv'],
  ['create temp table fleeting (id int, t text); drop table fleeting'],
  ['begin; create table own (id int); insert into own values (1); drop table own; commit'],
  ['begin; drop table plain; rollback'],
  ['begin; truncate emptied; drop table emptied; commit', 'drop public.emptied'],
  ['drop schema hollow', 'drop hollow'],
  ['drop schema sch cascade', 'drop sch sch.t1 sch.s1'],
  ['drop table "Mixed Case"', 'drop public.Mixed Case'],
  ['alter table old_name rename to new_name'],
  ['drop table new_name', 'drop public.new_name'],
  ['begin; create table late (id int); truncate late; commit'],
  ['alter table clu drop constraint clu_pkey', 'drop public.clu_pkey'],
  ['drop table plain', 'drop public.plain'],
  ['begin; savepoint a; drop table late; release a; commit', 'drop public.late'],
  ['drop table alt, unl', 'drop public.alt public.unl'],
];

export function recordKinds({ servers, major, root, port }) {
  const archive = join(root, 'archive');
  run('mkdir', ['-p', archive]);
  const configuration = 'wal_level = replica\nfull_page_writes = off\nwal_log_hints = off';
  const primary = newCluster({ servers, major, root, port, archive, configuration });
  primary.sql(before);
  const backup = join(root, 'backup');
  const options = ['-X', 'none', '-c', 'fast', '-l', 'nightly', '--no-sync'];
  run(primary.program('pg_basebackup'), ['-h', '/tmp', '-p', port, '-D', backup, ...options]);
  for (const [text] of statements) primary.sql(text);
  const databaseOid = Number(primary.sql("select oid from pg_database where datname = 'postgres'"));
  primary.sql('select pg_switch_wal()');
  primary.untilArchived();
  primary.stop();
  const events = statements.flatMap(([, event]) => event ?? []);
  return { truth: { major, accidents: [], events }, ...packed(archive, backup, [{ databaseOid }]) };
}
