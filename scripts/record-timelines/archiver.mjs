// In which order the archiver takes what waits, and what becomes of .ready files without their file.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { write } from '../record-files/servers.mjs';
import { newCluster } from './server.mjs';

const hex = (value, digits) => value.toString(16).toUpperCase().padStart(digits, '0');

/** More than a batch of the newer archivers, on several timelines, in no order. */
function waiting() {
  const names = ['00000002.history', '00000003.history', '0000000B.history'];
  for (const timeline of [1, 2, 3, 11])
    for (let number = 200; number < 232; number++) names.push(hex(timeline, 8) + hex(number, 16));
  const at = number => hex(1, 8) + hex(number, 16);
  names.push(`${at(205)}.partial`, `${at(210)}.00000028.backup`, `${hex(2, 8)}${hex(199, 16)}.partial`);
  return names
    .map((name, i) => [(i * 7919) % 8209, name])
    .sort((a, b) => a[0] - b[0])
    .map(([, name]) => name);
}

const orphan = '0000000100000000000000EE';

export function recordArchiver({ servers, major, root, port }) {
  const order = join(root, 'order');
  const server = newCluster({ servers, major, root, port, archive: root });
  server.stop();
  server.configure(`archive_command = 'echo %f >> ${order}; exit 0'`);
  const ready = waiting();
  const wal = join(server.data, 'pg_wal');
  for (const name of ready) write(join(wal, name), name);
  for (const name of [...ready, orphan]) write(join(wal, 'archive_status', `${name}.ready`), '');
  server.start();
  const left = () => readdirSync(join(wal, 'archive_status')).filter(name => name.endsWith('.ready'));
  server.until(() => left().length === 0);
  const log = server.log();
  server.kill();
  const taken = readFileSync(order, 'utf8')
    .split('\n')
    .filter(name => ready.includes(name) || name === orphan);
  const said = log
    .split('\n')
    .filter(line => line.includes(orphan))
    .map(line => line.replace(/^.*?(LOG|WARNING): +/, '$1: '));
  return { truth: { major, ready, orphan, order: taken, said } };
}
