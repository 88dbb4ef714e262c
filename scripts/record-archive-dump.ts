/**
 * Records what pg_waldump 19 makes of tar archives, and of timelines that follow each other:
 * node --import tsx scripts/record-archive-dump.ts PG_WALDUMP > test/truth/cli/archives.json
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { archive19, filesIn, tarVariants } from '../test/cli/tarVariants.ts';

const [program] = process.argv.slice(2);
const folder = mkdtempSync(join(tmpdir(), 'walscope-'));
for (const [name, bytes] of tarVariants()) writeFileSync(join(folder, name), bytes);

function record(args: readonly string[]) {
  const { stdout, stderr, status } = spawnSync(program, args, {
    cwd: folder,
    env: { LC_ALL: 'C' },
    maxBuffer: 1 << 28,
  });
  const sha256 = createHash('sha256').update(stdout).digest('hex');
  return {
    args,
    stdout: sha256,
    stderr: stderr.toString().replace(/^\S*pg_waldump:/gm, 'pg_waldump:'),
    exit: status,
  };
}

const start = ['-s', '0/800000'];
const commands = [
  ...[...tarVariants().keys()].flatMap(name => [
    ['-p', name, ...start],
    ['-p', name, ...start, '-e', '0/9F0000', '--stats'],
    ['-n', '20', '-s', '0/900100', name],
  ]),
  ['all.tar'],
  ['-p', 'all.tar'],
  ['-p', 'all.tar', ...start, 'x'],
  [...start, '--follow', 'all.tar'],
  [...start, 'missing.tar'],
  [...start, '-p', 'missing.tar.gz'],
  [...start, '-p', 'nowhere', 'all.tar'],
  ['-s', '0/E00000', '-t', '2', 'all.tar'],
  ['-s', '0/A00000', 'pg_wal.tar.gz'],
  ['-s', '0/1100000', 'all.tar'],
  ['-s', '0/900000', '-e', '0/8FFFFF', 'all.tar'],
  [...start, '-e', '0/A00000', '--quiet', 'all.tar'],
  [...start, '-e', '0/A00000', '--bkp-details', 'all.tar'],
];

/** The segments on the way to timeline 3, all of them named as if they were of timeline 1. */
function recordWay() {
  const way = join(folder, 'way');
  mkdirSync(way);
  const timelineOf = (number: number) => (number >= 0xf ? 3 : number >= 0xe ? 2 : 1);
  for (const [name, bytes] of filesIn(archive19)) {
    const number = Number.parseInt(name.slice(16), 16);
    if (name.length === 24 && Number.parseInt(name.slice(0, 8), 16) === timelineOf(number))
      writeFileSync(join(way, `00000001${name.slice(8)}`), bytes);
  }
  return record(['-p', 'way', ...start]);
}

process.stdout.write(
  `${JSON.stringify({ archives: commands.map(record), way: recordWay() }, undefined, 1)}\n`,
);
rmSync(folder, { recursive: true });
