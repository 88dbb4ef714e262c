// Records that begin in one segment and end in the next: a commit that drops tables, a restore point; and what
// pg_waldump prints of commits and restore points in the whole log.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { attempt, run } from '../record-files/servers.mjs';
import { newCluster, pack } from './server.mjs';

const tables = 60;

export function recordCrossing({ servers, major, root, port }) {
  const archive = join(root, 'archive');
  run('mkdir', ['-p', archive]);
  const server = newCluster({ servers, major, root, port, archive, configuration: 'full_page_writes = off' });
  server.sql(`create function leave(rest int) returns void language plpgsql as $$
    declare size int; free int;
    begin
      select setting::int into size from pg_settings where name = 'wal_segment_size';
      loop
        free := size - ((pg_current_wal_insert_lsn() - '0/0') % size)::int;
        exit when free between rest / 2 and rest;
        perform pg_logical_emit_message(false, '', repeat('-', least(20000, greatest(1, (free - rest) / 2))));
      end loop;
    end $$`);
  server.sql(`do $$ begin
    for i in 1..${tables} loop execute format('create table t%s (a int)', i); end loop;
  end $$`);
  const before = server.sql('select pg_walfile_name(pg_switch_wal())');
  const all = Array.from({ length: tables }, (_, i) => `t${i + 1}`).join(', ');
  server.sql(`begin; drop table ${all}; select leave(1000); commit`);
  server.sql('insert into notes values (1)');
  server.sql(`select leave(60); select pg_create_restore_point('crossing')`);
  server.sql('insert into notes values (2); select pg_switch_wal()');
  server.untilArchived();
  server.stop();
  const names = readdirSync(archive)
    .filter(name => /^[0-9A-F]{24}$/.test(name) && name > before)
    .sort();
  const path = name => join(archive, name);
  const ends = [path(names[0]), path(names[names.length - 1])];
  // it ends with an error where the log does
  const dumped = rmgr =>
    attempt(server.program('pg_waldump'), [`--rmgr=${rmgr}`, ...ends]).stdout.split('\n');
  const lines = [...dumped('Transaction'), ...dumped('XLOG')].filter(line =>
    /desc: (COMMIT|RESTORE_POINT) /.test(line),
  );
  const lsnOf = line => /lsn: (\S+),/.exec(line)[1];
  lines.sort((a, b) => (lsnOf(a) < lsnOf(b) ? -1 : 1));
  const contents = {};
  return {
    truth: { major, lines },
    trees: { archive: pack(contents, archive, name => names.includes(name)) },
    contents,
  };
}
