// A primary whose archive_command begins to fail, with slots that lag behind, killed: what its views said just before.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { run, write } from '../record-files/servers.mjs';
import { newCluster, pack, telling } from './server.mjs';

export function recordDurability({ servers, major, root, port }) {
  const archive = join(root, 'archive');
  run('mkdir', ['-p', archive]);
  const broken = join(root, 'broken');
  const server = newCluster({
    servers,
    major,
    root,
    port,
    archive,
    configuration: `archive_command = 'test ! -e ${broken} && cp %p ${archive}/%f'`,
  });
  server.fill('first', 2);
  server.sql("select pg_create_physical_replication_slot('reserved', true)");
  server.sql("select pg_create_physical_replication_slot('empty')");
  if (major >= 13) {
    server.sql("select pg_create_physical_replication_slot('lost', true)");
    server.fill('so that a slot is lost', 4);
    server.sql("alter system set max_slot_wal_keep_size = '1MB'");
    server.sql("alter system set wal_keep_size = '0'");
    server.sql('select pg_reload_conf()');
    run('sleep', ['0.5']);
    server.sql('checkpoint');
    server.sql('alter system reset max_slot_wal_keep_size');
    server.sql('select pg_reload_conf()');
    server.sql("select pg_drop_replication_slot('reserved')");
    server.sql("select pg_create_physical_replication_slot('reserved', true)");
  }
  server.fill('behind the slots', 2);
  server.sql("select pg_create_logical_replication_slot('logical', 'pgoutput')");
  server.fill('archived', 1);
  server.untilArchived();
  write(broken, '');
  server.fill('not archived', 2);
  server.fill('in the last segment', 3, false);
  server.sql('checkpoint');
  server.sql("select pg_create_restore_point('the end')");
  const truth = {
    major,
    version: server.sql('show server_version'),
    slots: server.rows('select * from pg_replication_slots'),
    archiver: server.rows('select * from pg_stat_archiver')[0],
    flushed: server.sql('select pg_current_wal_flush_lsn()'),
  };
  server.kill();
  // what initdb wrote is large and of no matter here
  const segments = readdirSync(archive)
    .filter(name => /^[0-9A-F]{24}$/.test(name))
    .sort();
  const first = segments[Math.max(2, segments.length - 5)];
  const late = path => !/^(pg_wal\/)?[0-9A-F]{24}$/.test(path) || path.slice(-24) >= first;
  const contents = {};
  const trees = {
    server: pack(contents, server.data, path => telling(path) && late(path)),
    archive: pack(contents, archive, late),
  };
  return { truth, trees, contents };
}
