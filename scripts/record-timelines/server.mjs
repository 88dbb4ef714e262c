// Servers of one cluster: a primary, its standbys, recovered copies.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { attempt, program as find, query, run, write } from '../record-files/servers.mjs';

/** What every server's configuration says besides its own lines; the last one of a name counts. */
const settings = `
listen_addresses = ''
unix_socket_directories = '/tmp'
wal_level = logical
max_wal_senders = 8
max_replication_slots = 8
autovacuum = off
max_wal_size = 64MB
checkpoint_timeout = 1h
bgwriter_lru_maxpages = 0
wal_compression = off
fsync = off
wal_log_hints = on
hot_standby = on
timezone = 'UTC'
log_timezone = 'UTC'
`;

/** Handles the server of `major` whose data is in `data`. */
export function server({ servers, major, data, port }) {
  const program = name => find(servers, name, major);
  const psql = find(servers, 'psql', Math.max(major, 13));
  const log = `${data}.log`;
  const ctl = (...args) => run(program('pg_ctl'), ['-D', data, '-w', '-t', '120', '-l', log, ...args]);
  const self = {
    major,
    data,
    port,
    program,
    log: () => readFileSync(log, 'utf8'),
    sql: text => query(psql, port, text),
    rows: text => JSON.parse(self.sql(`select coalesce(json_agg(r), '[]') from (${text}) r`)),
    configure: text => write(join(data, 'postgresql.conf'), `${text}\n`, true),
    start: () => ctl('-o', `-p ${port}`, 'start'),
    stop: (mode = 'fast') => ctl('-m', mode, 'stop'),
    kill: () => attempt(program('pg_ctl'), ['-D', data, '-m', 'immediate', 'stop']),
    promote() {
      ctl('promote');
      self.until(() => self.sql('select pg_is_in_recovery()') === 'f');
    },
    until(holds) {
      for (let i = 0; i < 600; i++) {
        if (holds()) return;
        run('sleep', ['0.1']);
      }
      throw new Error(`waited in vain: see ${log}`);
    },
    /** Writes a little; ends the segment when told to. */
    fill(text, times = 1, switches = true) {
      for (let i = 0; i < times; i++) {
        self.sql(`insert into notes select g, '${text}' from generate_series(1, 20) g`);
        if (switches) self.sql('select pg_switch_wal()');
      }
    },
    untilArchived() {
      const status = join(data, 'pg_wal/archive_status');
      self.until(() => !readdirSync(status).some(name => name.endsWith('.ready')));
    },
    /** A new standby or recovery of this backup; `more` is its configuration. */
    recover(more, signal) {
      if (major < 12) return write(join(data, 'recovery.conf'), more);
      self.configure(more);
      write(join(data, signal), '');
    },
  };
  return self;
}

/** A new cluster that archives into `archive`. */
export function newCluster({ servers, major, root, port, archive, configuration = '' }) {
  const primary = server({ servers, major, data: join(root, 'primary'), port });
  const options = major >= 11 ? ['--wal-segsize=1'] : [];
  if (major >= 18) options.push('--no-data-checksums');
  run(primary.program('initdb'), ['-D', primary.data, '-N', '-A', 'trust', '-U', 'postgres', ...options]);
  const kept = major >= 13 ? 'wal_keep_size = 64MB' : 'wal_keep_segments = 64';
  primary.configure(
    `${settings}${kept}\narchive_mode = on\narchive_command = 'cp %p ${archive}/%f'\n${configuration}`,
  );
  primary.start();
  primary.sql('create table notes (id int, t text)');
  return primary;
}

/** Files by path, each as the name of its content in `contents`: [base64 without the zeros at the end, size]. */
export function pack(contents, folder, kept = () => true) {
  const files = {};
  for (const path of readdirSync(folder, { recursive: true }).sort()) {
    const full = join(folder, path);
    if (!statSync(full).isFile() || !kept(path)) continue;
    const bytes = readFileSync(full);
    let end = bytes.length;
    while (end > 0 && bytes[end - 1] === 0) end--;
    const name = createHash('sha256').update(bytes).digest('base64').slice(0, 12);
    contents[name] = [bytes.subarray(0, end).toString('base64'), bytes.length];
    files[path] = name;
  }
  return files;
}

/** The files of a data directory that tell of durability. */
export const telling = path =>
  /^(PG_VERSION|backup_label|tablespace_map|global\/pg_control|.*\.signal|recovery\.conf|pg_replslot\/.*\/state)$/.test(
    path,
  ) ||
  (path.startsWith('pg_wal/') && !path.startsWith('pg_wal/summaries'));
