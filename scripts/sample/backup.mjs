import { cpSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { postgresClient } from './server.mjs';

const leftOut =
  /^(pg_wal\/.+|pg_replslot\/.+|pg_stat_tmp\/.+|postmaster\.(pid|opts)|pg_dynshmem\/.+|pg_notify\/.+)$/;

/** A base backup as the low-level interface makes it: pg_backup_start, copy, pg_backup_stop, backup_label. */
export async function baseBackup(server, label, folder) {
  const client = new (postgresClient())({
    host: server.sockets,
    port: server.port,
    user: 'postgres',
    database: 'postgres',
  });
  await client.connect();
  await client.query('SELECT pg_backup_start($1, true)', [label]);
  rmSync(folder, { recursive: true, force: true });
  cpSync(server.data, folder, {
    recursive: true,
    filter: from => !leftOut.test(relative(server.data, from).replaceAll('\\', '/')),
  });
  const { rows } = await client.query('SELECT labelfile FROM pg_backup_stop(true)');
  writeFileSync(join(folder, 'backup_label'), rows[0].labelfile);
  await client.end();
}
