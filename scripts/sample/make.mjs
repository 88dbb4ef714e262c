import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { brotliCompressSync, constants } from 'node:zlib';
import { inProject } from '../lib/project.mjs';
import { baseBackup } from './backup.mjs';
import { give, installServer, Server } from './server.mjs';
import { rounds, schema, traffic } from './traffic.mjs';

const work = '/tmp/walscope-sample';
const packed = inProject('test/sample/files');

/** What postgresql.conf says, in every data directory of the sample. */
const settings = {
  cluster_name: 'orders-prod',
  wal_level: 'replica',
  archive_mode: 'on',
  archive_command: 'test ! -f ../archive/%f && cp %p ../archive/%f',
  wal_compression: 'on',
  wal_keep_size: '4MB',
  min_wal_size: '4MB',
  summarize_wal: 'on',
  max_prepared_transactions: '5',
  autovacuum: 'off',
  checkpoint_timeout: '30s',
  timezone: 'UTC',
  log_timezone: 'UTC',
};
const restoreCommand = "restore_command = 'cp ../archive/%f %p'";
/** Fails: nothing is mounted there. */
const archiveElsewhere = "archive_command = 'test ! -f /mnt/archive/%f && cp %p /mnt/archive/%f'";

/** Files of a data directory that the sample keeps: all that says something about durability, no table data. */
const kept =
  /^(PG_VERSION|.*\.conf|.*\.signal|backup_label(\.old)?|global\/(pg_control|pg_filenode\.map)|pg_(wal|replslot|twophase)\/.*)$/;

/** Makes the sample anew with real servers and packs it into test/sample/files. What it does: test/sample/README.md. */
export async function make() {
  const home = installServer();
  rmSync(work, { recursive: true, force: true });
  give(work);
  give(`${work}/archive`);
  give(`${work}/backups`);
  const server = (name, port) => new Server(home, `${work}/${name}`, port);

  const primary = server('old-primary', 54101);
  primary.initdb([
    '--wal-segsize=1',
    ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
  ]);
  await primary.start();
  await primary.sql(schema);
  await rounds(primary, 1, 4);
  await baseBackup(primary, 'nightly 1', `${work}/backups/nightly-1`);
  await rounds(primary, 5, 3);
  await primary.sql("SELECT pg_create_restore_point('before_release_42')");
  await primary.sql('ALTER TABLE orders ADD COLUMN note text');
  await rounds(primary, 8, 4);

  const standby = server('second-primary', 54102);
  standby.restoreFrom(`${work}/backups/nightly-1`);
  standby.configure([restoreCommand, `primary_conninfo = 'host=${work} port=54101 user=postgres'`]);
  writeFileSync(`${standby.data}/standby.signal`, '');
  await standby.start();
  await standby.until('SELECT count(*) > 0 FROM pg_stat_wal_receiver');
  await traffic(primary, 12);
  const [{ lsn }] = await primary.sql('SELECT pg_current_wal_lsn() AS lsn');
  await standby.until(`SELECT pg_last_wal_replay_lsn() >= '${lsn}'`);
  primary.configure([archiveElsewhere]);
  await primary.sql('SELECT pg_reload_conf()');
  await standby.sql('SELECT pg_promote()');
  await rounds(primary, 13, 3);
  await primary.stop('KILL');

  await rounds(standby, 13, 4);
  await baseBackup(standby, 'nightly 2', `${work}/backups/nightly-2`);
  await rounds(standby, 17, 4);
  await standby.sql("SELECT pg_create_restore_point('pre_v2')");
  await rounds(standby, 21, 3);
  await archived(standby);

  const trial = server('trial', 54103);
  trial.restoreFrom(`${work}/backups/nightly-2`);
  trial.configure([restoreCommand, "recovery_target_name = 'pre_v2'", "recovery_target_action = 'promote'"]);
  writeFileSync(`${trial.data}/recovery.signal`, '');
  await trial.start();
  await trial.until('SELECT NOT pg_is_in_recovery()');
  await rounds(trial, 21, 6);
  await archived(trial);
  await trial.stop();

  await standby.sql('SELECT pg_switch_wal()');
  await archived(standby);
  await standby.stop('KILL');
  const current = server('orders-prod', 54104);
  current.restoreFrom(`${work}/backups/nightly-2`);
  current.configure([restoreCommand, "recovery_target_timeline = '2'"]);
  writeFileSync(`${current.data}/recovery.signal`, '');
  await current.start();
  await current.until('SELECT NOT pg_is_in_recovery()');
  current.configure([]);
  await rounds(current, 25, 3);
  await baseBackup(current, 'nightly 3', `${work}/backups/nightly-3`);
  await rounds(current, 28, 2);
  await current.sql("SELECT pg_create_physical_replication_slot('analytics', true)");
  await rounds(current, 30, 2);
  await traffic(current, 32);
  await current.sql('DROP TABLE orders');
  await traffic(current, 33, false);
  await rounds(current, 34, 2, false);
  await archived(current);
  current.configure([archiveElsewhere]);
  await current.sql('SELECT pg_reload_conf()');
  await rounds(current, 36, 3, false);
  await current.sql(
    "BEGIN; UPDATE customers SET city = 'Bern' WHERE id = 7; PREPARE TRANSACTION 'move-customer-7'",
  );
  await traffic(current, 39, false);
  await current.stop('KILL');

  const archive = readdirSync(`${work}/archive`).sort();
  const expired = archive.filter(name => /^00000001/.test(name) && name < '000000010000000000000006');
  const lost = archive.filter(name => /^00000003.{16}$/.test(name))[3];
  for (const name of [...expired, lost]) rmSync(`${work}/archive/${name}`);
  pack();
}

/** Waits until the archiver has nothing left to do but the segment being written. */
async function archived(server) {
  await server.sql('SELECT pg_switch_wal()');
  await server.until("SELECT count(*) = 0 FROM pg_ls_archive_statusdir() WHERE name LIKE '%.ready'");
}

function pack() {
  rmSync(packed, { recursive: true, force: true });
  for (const top of [
    'archive',
    'backups/nightly-1',
    'backups/nightly-2',
    'backups/nightly-3',
    'old-primary',
    'orders-prod',
  ]) {
    for (const entry of readdirSync(join(work, top), { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue;
      const from = join(entry.parentPath ?? entry.path, entry.name);
      const path = from.slice(work.length + 1);
      if (top !== 'archive' && !kept.test(from.slice(join(work, top).length + 1))) continue;
      const to = join(packed, `${path}.br`);
      mkdirSync(dirname(to), { recursive: true });
      writeFileSync(
        to,
        brotliCompressSync(readFileSync(from), { params: { [constants.BROTLI_PARAM_LGWIN]: 22 } }),
      );
    }
  }
}
