// Records the small files of real servers together with what the servers and their tools say about them:
//   node scripts/record-files.mjs SERVERS [MAJOR...]
// SERVERS holds debian/MAJOR/bin (server and client programs) and embedded/MAJOR/bin (server only). Each major
// becomes test/truth/files/pgMAJOR.json.gz: { major, version, files: {name: base64}, truth }. Run it as root
// (it becomes nobody) or as an ordinary user; it works in a fresh folder below /tmp.
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { attempt, program as find, query, run, write } from './record-files/servers.mjs';

const [servers, ...wanted] = process.argv.slice(2);
if (!servers) {
  console.error('usage: node scripts/record-files.mjs SERVERS [MAJOR...]');
  process.exit(2);
}
const majors = wanted.length ? wanted.map(Number) : [10, 11, 12, 13, 14, 15, 16, 17, 18, 19];
const port = 5987;
const outFolder = new URL('../test/truth/files/', import.meta.url).pathname;
mkdirSync(outFolder, { recursive: true });
const program = (name, major) => find(servers, name, major);

for (const major of majors) {
  const recorded = record(major);
  const file = join(outFolder, `pg${major}.json.gz`);
  const bytes = gzipSync(JSON.stringify(recorded), { level: 9 });
  writeFileSync(file, bytes);
  console.log(`${major}: ${Object.keys(recorded.files).length} files, ${bytes.length} bytes`);
}

function record(major) {
  const root = `/tmp/walscope-record-${major}`;
  rmSync(root, { recursive: true, force: true });
  run('mkdir', ['-p', root]);
  const data = join(root, 'data');
  const files = {};
  const truth = {};
  const keep = (name, path) => {
    files[name] = run('cat', [path], { encoding: 'buffer' }).toString('base64');
  };
  const psql = program('psql', Math.max(major, 13));
  const sql = (text, database = 'postgres') => query(psql, port, text, database);
  const rows = text => JSON.parse(sql(`select coalesce(json_agg(r), '[]') from (${text}) r`));
  const ctl = (...args) =>
    run(program('pg_ctl', major), ['-D', data, '-w', '-l', join(root, 'log'), ...args]);
  const start = () => ctl('-o', `-p ${port} -k /tmp`, 'start');
  const script = text => {
    const path = join(root, 'script.sql');
    write(path, text);
    run(psql, ['-h', '/tmp', '-p', port, '-d', 'postgres', '-qX', '-v', 'ON_ERROR_STOP=1', '-f', path]);
  };
  const control = name => {
    keep(`${name}.pg_control`, join(data, 'global/pg_control'));
    truth[`${name}.pg_control`] = { ...controlData(major, data) };
  };

  const initOptions = major >= 11 ? ['--wal-segsize=1'] : [];
  run(program('initdb', major), ['-D', data, '-N', '-A', 'trust', '-U', 'postgres', ...initOptions]);
  control('initialised');
  write(join(data, 'postgresql.conf'), configuration(major, root), true);
  run('mkdir', ['-p', join(root, 'archive'), join(root, 'ts one'), join(root, 'ts\\two')]);
  start();
  let version = '';
  try {
    version = sql('show server_version');
    script(
      `create tablespace one location '${root}/ts one'; create tablespace two location '${root}/ts\\two';`,
    );
    script('create table kept (id int primary key, t text) tablespace one; create table doomed (id int);');
    if (major >= 17) script('create table doomed_once (id int); create table doomed_twice (id int);');
    script("insert into kept select g, repeat('x', 500) from generate_series(1, 3000) g;");
    recordSlots();
    recordTwoPhase();
    recordBackups();
    if (major >= 17) recordSummaries();
    recordMaps();
    keep('postmaster.pid', join(data, 'postmaster.pid'));
    keep('PG_VERSION', join(data, 'PG_VERSION'));
    recordRunningControl();
    recordSnapshots();
    ctl('-m', 'immediate', 'stop');
    control('killed');
    start();
    ctl('-m', 'fast', 'stop');
    control('stopped');
    recordHistory();
  } finally {
    attempt(program('pg_ctl', major), ['-D', data, '-m', 'immediate', 'stop']);
  }
  rmSync(root, { recursive: true, force: true });
  return { major, version, files, truth };

  function recordSlots() {
    sql("select pg_create_physical_replication_slot('physical', true)");
    sql("select pg_create_physical_replication_slot('empty')");
    sql("select pg_create_logical_replication_slot('logical', 'pgoutput')");
    if (major >= 14)
      sql("select pg_create_logical_replication_slot('prepared', 'test_decoding', false, true)");
    if (major >= 17)
      sql("select pg_create_logical_replication_slot('failing_over', 'pgoutput', false, false, true)");
    if (major >= 13) loseSlot();
    sql("select pg_create_logical_replication_slot('decoded', 'test_decoding')");
    sql('checkpoint');
    truth.slots = rows('select * from pg_replication_slots');
    for (const { slot_name } of truth.slots)
      keep(`slots/${slot_name}`, join(data, 'pg_replslot', slot_name, 'state'));
  }

  /** One slot falls behind max_slot_wal_keep_size; the others are made anew behind it. */
  function loseSlot() {
    sql("select pg_create_physical_replication_slot('lost', true)");
    for (let i = 0; i < 4; i++) {
      sql(
        "insert into kept select g, 'y' from generate_series((select max(id) + 1 from kept), (select max(id) + 4000 from kept)) g",
      );
      sql('select pg_switch_wal()');
    }
    sql("alter system set max_slot_wal_keep_size = '1MB'");
    sql('select pg_reload_conf()');
    run('sleep', ['0.5']);
    sql('checkpoint');
    sql('alter system reset max_slot_wal_keep_size');
    sql('select pg_reload_conf()');
    for (const name of ['physical', 'logical']) sql(`select pg_drop_replication_slot('${name}')`);
    sql("select pg_create_physical_replication_slot('physical', true)");
    sql("select pg_create_logical_replication_slot('logical', 'pgoutput')");
  }

  function recordTwoPhase() {
    script(`begin; savepoint a; insert into kept values (-1, 'a'); release a; savepoint b;
      insert into kept values (-2, 'b'); release b; create table born (id int primary key); drop table doomed;
      select pg_relation_filepath('born') as path; prepare transaction 'move Ünïcode ''quoted''';`);
    script("begin; insert into kept values (-3, 'c'); prepare transaction 'plain';");
    sql('checkpoint');
    truth.prepared = rows(
      'select p.transaction::text, p.gid, p.prepared, r.oid::int8 as owner, d.oid::int8 as database from pg_prepared_xacts p join pg_roles r on r.rolname = p.owner join pg_database d on d.datname = p.database',
    );
    for (const name of readdirSync(join(data, 'pg_twophase')))
      keep(`pg_twophase/${name}`, join(data, 'pg_twophase', name));
  }

  function recordBackups() {
    const tool = program('pg_basebackup', Math.max(major, 13));
    const options = ['-h', '/tmp', '-p', port, '-U', 'postgres', '-c', 'fast', '-X', 'none'];
    const backup = (name, ...more) => {
      const target = join(root, name);
      const mapping = ['ts one', 'ts\\two'].map(t => `-T${root}/${t}=${target}-${t}`);
      run(tool, [...options, '-D', target, '-Fp', ...mapping, ...more]);
      keepBackup(name, target);
    };
    backup(
      'full',
      '-l',
      'nightly "full"',
      ...(major >= 13 ? [`--manifest-checksums=${major === 13 ? 'SHA256' : 'CRC32C'}`] : []),
    );
    if (major >= 13) backup('plain', '--manifest-checksums=NONE');
    if (major >= 17) backup('incremental', `--incremental=${root}/full/backup_manifest`);
    const [begin, end] =
      major >= 15 ? ['pg_backup_start', 'pg_backup_stop'] : ['pg_start_backup', 'pg_stop_backup'];
    const extra = major >= 15 ? '' : ', false';
    script(`\\t\\a
      select 1 from ${begin}('by hand', true${extra});
      \\o ${root}/parts
      select row_to_json(s) from ${end}(${major >= 15 ? 'false' : 'false, false'}) s;`);
    truth.byHand = JSON.parse(run('cat', [join(root, 'parts')]));
    sql('select pg_switch_wal()');
    sql('checkpoint');
    truth.archiveStatus = readdirSync(join(data, 'pg_wal/archive_status')).sort();
    for (const name of readdirSync(join(data, 'pg_wal')).filter(n => n.endsWith('.backup')))
      keep(`pg_wal/${name}`, join(data, 'pg_wal', name));
  }

  function keepBackup(name, target) {
    for (const file of ['backup_label', 'tablespace_map', 'backup_manifest'])
      if (existsSync(join(target, file))) keep(`${name}/${file}`, join(target, file));
    keep(`${name}/pg_control`, join(target, 'global/pg_control'));
    truth[`${name}/pg_control`] = controlData(major, target);
    if (major < 13) return;
    truth[`${name}/backup_manifest`] = attempt(program('pg_verifybackup', major), ['-n', target]).stdout;
  }

  function recordSummaries() {
    script(`create table wide (id int, t text) with (autovacuum_enabled = off);
      alter table wide alter t set storage plain;
      insert into wide select g, repeat('z', 7000) from generate_series(1, 4500) g;
      checkpoint;
      update kept set t = 'changed' where id % 700 = 0;
      delete from wide where id > 4000; vacuum wide; truncate doomed_once; drop table doomed_twice; checkpoint;`);
    for (
      let i = 0;
      i < 100 &&
      sql('select summarized_lsn < redo_lsn from pg_get_wal_summarizer_state(), pg_control_checkpoint()') ===
        't';
      i++
    )
      run('sleep', ['0.2']);
    truth.summaries = rows(
      'select tli, start_lsn, end_lsn from pg_available_wal_summaries() order by start_lsn',
    );
    for (const name of readdirSync(join(data, 'pg_wal/summaries')).sort()) recordSummary(name);
  }

  function recordSummary(name) {
    const path = join(data, 'pg_wal/summaries', name);
    keep(`summaries/${name}`, path);
    const lsn = digits => `'${digits.slice(0, 8)}/${digits.slice(8)}'`;
    const range = `${Number.parseInt(name.slice(0, 8), 16)}, ${lsn(name.slice(8, 24))}, ${lsn(name.slice(24, 40))}`;
    const contents = rows(`select * from pg_wal_summary_contents(${range})`);
    truth[`summaries/${name}`] = {
      text: run(program('pg_walsummary', major), [path]),
      ...(contents.length <= 400 && { contents }),
    };
  }

  function recordMaps() {
    keep('global/pg_filenode.map', join(data, 'global/pg_filenode.map'));
    const oid = sql("select oid from pg_database where datname = 'postgres'");
    keep('database/pg_filenode.map', join(data, 'base', oid, 'pg_filenode.map'));
    truth.maps = rows(
      'select oid::int8, relname, relisshared, pg_relation_filenode(oid)::int8 as filenode from pg_class where relfilenode = 0 and pg_relation_filenode(oid) is not null order by oid',
    );
  }

  function recordRunningControl() {
    control('running');
    const functions = {};
    for (const part of ['system', 'checkpoint', 'recovery', 'init'])
      functions[part] = sql(`select row_to_json(c) from pg_control_${part}() c`);
    truth['running.pg_control'].functions = functions;
  }

  /** Decoding writes a snapshot at each record of running transactions; one of them has changed a catalog. */
  function recordSnapshots() {
    script(`begin; create table unborn (id int); prepare transaction 'unborn';
      create table made (id int); checkpoint; create table made_too (id int); checkpoint;
      select count(*) from pg_logical_slot_get_changes('decoded', null, null);`);
    const folder = join(data, 'pg_logical/snapshots');
    const inspects = major >= 18;
    if (inspects) sql('create extension pg_logicalinspect');
    for (const name of readdirSync(folder)) {
      keep(`snapshots/${name}`, join(folder, name));
      if (inspects)
        truth[`snapshots/${name}`] = rows(`select * from pg_get_logical_snapshot_info('${name}')`)[0];
    }
    sql("rollback prepared 'unborn'");
  }

  /** A recovery to a restore point: a new timeline, and the control file while it is in recovery. */
  function recordHistory() {
    const name = major >= 12 ? 'recovery.signal' : 'recovery.conf';
    const settings = `restore_command = 'cp ${root}/archive/%f %p'\n`;
    write(join(data, name), major >= 12 ? '' : settings);
    if (major >= 12) write(join(data, 'postgresql.conf'), settings, true);
    start();
    for (let i = 0; i < 100 && sql('select pg_is_in_recovery()') === 't'; i++) run('sleep', ['0.1']);
    sql('checkpoint');
    keep('00000002.history', join(data, 'pg_wal/00000002.history'));
    ctl('-m', 'fast', 'stop');
    control('promoted');
  }
}

function controlData(major, data) {
  const own = [13, 15, 17, 18, 19].includes(major);
  const sameFormat = { 14: 15, 16: 15 }[major];
  if (!own && !sameFormat) return {};
  const tool = program('pg_controldata', sameFormat ?? major);
  return { tool: sameFormat ?? major, ...attempt(tool, [data]) };
}

function configuration(major, root) {
  const lines = [
    "listen_addresses = ''",
    "unix_socket_directories = '/tmp'",
    'wal_level = logical',
    'max_prepared_transactions = 5',
    'max_replication_slots = 10',
    'max_wal_senders = 7',
    'max_connections = 33',
    'archive_mode = on',
    `archive_command = 'cp %p ${root}/archive/%f'`,
    'autovacuum = off',
    'fsync = off',
    'track_commit_timestamp = on',
    "timezone = 'UTC'",
    "log_timezone = 'UTC'",
    'min_wal_size = 32MB',
  ];
  if (major >= 17) lines.push('summarize_wal = on');
  return `${lines.join('\n')}\n`;
}
