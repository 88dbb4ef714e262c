// A small cluster that archives: 1 MB segments, little WAL in each, timelines and holes on demand.
import { readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { attempt, program as find, query, run, write } from '../record-files/servers.mjs';

/** What postgresql.conf says besides the archive_command. */
const settings = port => `
listen_addresses = ''
unix_socket_directories = '/tmp'
port = ${port}
wal_level = replica
max_wal_senders = 8
max_replication_slots = 8
autovacuum = off
min_wal_size = 2MB
max_wal_size = 8MB
checkpoint_timeout = 1h
bgwriter_lru_maxpages = 0
wal_compression = on
timezone = 'UTC'
log_timezone = 'UTC'
`;

/**
 * A new cluster of `major` in `root`/data that runs until `stop`. Nothing of what initdb wrote is archived.
 *  `configuration` is added to postgresql.conf for the time
 * after `prepare`.
 */
export function makeCluster({ servers, major, root, port, configuration = '', prepare = () => {} }) {
  const data = join(root, 'data');
  const program = name => find(servers, name, major);
  const ctl = (...args) => run(program('pg_ctl'), ['-D', data, '-w', '-l', join(root, 'log'), ...args]);
  const sql = text => query(program('psql'), port, text);
  const initOptions = ['-D', data, '-N', '-A', 'trust', '-U', 'postgres', '--wal-segsize=1'];
  run(program('initdb'), initOptions);
  write(join(data, 'postgresql.conf'), settings(port), true);
  ctl('start');
  sql("create table notes (id int, t text); insert into notes values (0, 'first')");
  for (let i = 0; i < 3; i++) sql('checkpoint; select pg_switch_wal()');
  sql('checkpoint');
  ctl('stop');
  prepare();
  write(join(data, 'postgresql.conf'), configuration, true);
  ctl('start');
  const cluster = {
    major,
    data,
    port,
    program,
    sql,
    start: () => ctl('start'),
    stop: () => attempt(program('pg_ctl'), ['-D', data, '-w', '-m', 'fast', 'stop']),
    /** Writes a little and ends the segment, `times` times, and waits until all is archived. */
    fill(times = 1) {
      for (let i = 0; i < times; i++) {
        sql(`insert into notes select g, 'note' from generate_series(1, 20) g`);
        cluster.lastSwitched = sql('select pg_walfile_name(pg_switch_wal())');
      }
      if (configuration.includes('archive_mode')) cluster.untilArchived();
    },
    untilArchived() {
      for (let i = 0; i < 600; i++) {
        const names = readdirSync(join(data, 'pg_wal/archive_status'));
        if (!names.some(name => name.endsWith('.ready'))) return;
        run('sleep', ['0.1']);
      }
      throw new Error(`not archived in time: see ${root}/log`);
    },
    /** Stops in the middle of a segment and starts as a new timeline. */
    branch() {
      sql(`insert into notes select g, 'before the branch' from generate_series(1, 20) g`);
      ctl('-m', 'fast', 'stop');
      write(join(data, 'recovery.signal'), '');
      write(join(data, 'postgresql.conf'), "restore_command = 'false'\n", true);
      ctl('start');
      for (let i = 0; i < 300 && sql('select pg_is_in_recovery()') === 't'; i++) run('sleep', ['0.1']);
      cluster.untilArchived();
    },
    facts: () =>
      JSON.parse(
        sql(`select json_build_object('major', ${major}, 'version', current_setting('server_version'),
          'systemIdentifier', system_identifier::text, 'segmentSize', pg_size_bytes(current_setting('wal_segment_size')))
          from pg_control_system()`),
      ),
  };
  return cluster;
}

/** Every file below `folder` that `kept` agrees to, by its path there, in base64: the first `limit(path)` bytes. */
export function packFolder(folder, kept = () => true, limit = () => undefined) {
  const files = {};
  const visit = at => {
    for (const entry of readdirSync(at, { withFileTypes: true })) {
      const path = join(at, entry.name);
      if (entry.isDirectory()) visit(path);
      else if (entry.isFile() && kept(relative(folder, path)))
        files[relative(folder, path)] = readFileSync(path)
          .subarray(0, limit(relative(folder, path)))
          .toString('base64');
    }
  };
  visit(folder);
  return files;
}

/** Removes one file below `folder` whose name begins with `prefix`; returns its path there. */
export function removeOne(folder, prefix) {
  for (const path of readdirSync(folder, { recursive: true }))
    if (path.slice(path.lastIndexOf('/') + 1).startsWith(prefix) && statSync(join(folder, path)).isFile()) {
      rmSync(join(folder, path));
      return path;
    }
  throw new Error(`nothing in ${folder} begins with ${prefix}`);
}
