// What pg_archivecleanup takes away, told by itself in a dry run over files that are only names.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { program, run } from '../record-files/servers.mjs';

const names = [
  ...['00000001', '00000002', '0000000A'].flatMap(timeline =>
    ['000000000000000E', '000000000000000F', '0000000000000010', '00000000000000FF', '0000000100000000'].map(
      number => timeline + number,
    ),
  ),
  '00000001000000000000000D.partial',
  '000000010000000000000011.partial',
  '00000002000000000000000F.partial',
  '00000001000000000000000E.00000028.backup',
  '000000010000000000000010.00000060.backup',
  '00000002000000000000000E.00000028.backup',
  '00000002.history',
  '0000000A.history',
  '00000001000000000000000C.gz',
  '000000010000000000000010.gz',
  '00000001000000000000000B.partial.gz',
  '00000001000000000000000E.00000028.backup.gz',
  '00000003.history.gz',
  '00000001000000000000000c',
  '00000001000000000000000',
  '0000000100000000000000010',
  'RECOVERYXLOG',
  'notes.txt',
];

const kept = [
  '00000001000000000000000F',
  '000000020000000000000010',
  '0000000A0000000100000000',
  '00000001000000000000000E',
  '000000010000000000000010.00000060.backup',
  '00000002000000000000000F.partial',
  '000000010000000000000010.gz',
  '00000002.history',
];

export function recordCleanup({ servers, major, root }) {
  run(
    'touch',
    names.map(name => join(root, name)),
  );
  const tool = program(servers, 'pg_archivecleanup', major);
  const runs = [];
  for (const oldest of kept)
    for (const options of [[], ['-x', '.gz'], ...(major >= 17 ? [['-b'], ['-b', '-x', '.gz']] : [])]) {
      const { stdout, stderr, status } = spawnSync(tool, ['-n', ...options, root, oldest], {
        encoding: 'utf8',
      });
      const removed = stdout
        .split('\n')
        .filter(line => line !== '')
        .map(path => path.slice(root.length + 1))
        .sort();
      runs.push({ oldest, options, removed, status, stderr: stderr.replaceAll(root, '@') });
    }
  return { truth: { major, names, runs } };
}
