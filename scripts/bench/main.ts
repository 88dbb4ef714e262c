import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { pageMagic } from '../../server/postgres/wal/magic.ts';
import { inProject } from '../lib/project.mjs';
import { activation } from './activation.ts';
import { measureArchives } from './archives.ts';
import { completionAfterKeystroke, diagnosticsAfterKeystroke } from './configuration.ts';
import { makeWal, recordsOf } from './makeWal.ts';
import { measure, median } from './measure.ts';
import { startServer } from './server.ts';
import { printRow, printTitles } from './table.ts';

const major = 18;
const megabyte = 1024 * 1024;
const { values } = parseArgs({
  options: {
    wal: { type: 'string' },
    'pg-waldump': { type: 'string' },
    repeat: { type: 'string', default: '5' },
    segments: { type: 'string', default: '64' },
  },
});
const repeat = Number(values.repeat);
const walscope = inProject('dist/walscope.js');
const pgWaldump = findPgWaldump(values['pg-waldump'] ?? process.env.PG_WALDUMP);
const work = mkdtempSync(join(tmpdir(), 'walscope-bench-'));
process.once('exit', () => rmSync(work, { recursive: true, force: true }));

const made = async (name: string, longest: number, segmentSize: number, segments: number) => {
  const folder = join(work, name);
  mkdirSync(folder);
  return {
    folder,
    names: makeWal(await recordsOf(major, longest), {
      folder,
      segmentSize,
      segments,
      magic: pageMagic(major),
    }),
  };
};
const many = values.wal
  ? given(values.wal)
  : await made('many', 8192, 16 * megabyte, Number(values.segments));
const dense = await made('dense', 120, 16 * megabyte, 1);
const large = await made('large', 8192, 1024 * megabyte, 1);

/** The first segments of a folder that follow each other by name. */
function given(folder: string) {
  const names = readdirSync(folder).filter(name => /^[0-9A-F]{24}$/.test(name));
  return { folder: resolve(folder), names: names.sort().slice(0, Number(values.segments)) };
}

function findPgWaldump(program = 'pg_waldump'): string | undefined {
  const { stdout, error } = spawnSync(program, ['--version'], { encoding: 'utf8' });
  return error ? undefined : /pg_waldump/.test(stdout) ? program : undefined;
}

function compare(title: string, folder: string, args: readonly string[], target: string): void {
  const ours = measure(process.execPath, [walscope, 'dump', ...args], folder, repeat);
  const theirs = pgWaldump === undefined ? undefined : measure(pgWaldump, args, folder, repeat);
  printRow(title, ours, theirs, target);
}

/** The same against a program's run, for what a server process does in milliseconds. */
function compareServer(
  title: string,
  milliseconds: number,
  args: readonly string[] | undefined,
  target: string,
) {
  const theirs = args && pgWaldump !== undefined ? measure(pgWaldump, args, dense.folder, repeat) : undefined;
  printRow(title, { seconds: milliseconds / 1000 }, theirs, target);
}

printTitles(pgWaldump);
const range = [many.names[0], many.names[many.names.length - 1]];
compare(`dump of ${many.names.length} segments`, many.folder, range, 'at most 1, aim 0.5');
compare(`--stats of ${many.names.length} segments`, many.folder, ['--stats', ...range], 'at most 1, aim 0.5');
compare('  the same by record type', many.folder, ['--stats=record', ...range], 'at most 1, aim 0.5');
compare('dump of a dense 16 MB segment', dense.folder, dense.names, '');
compare('dump of a 1 GB segment', large.folder, large.names, '');

const segment = join(dense.folder, dense.names[0]);
const server = await startServer();
const times: number[] = [];
for (let i = 0; i < repeat + 3; i++) times.push(await server.indexAndStatistics(segment));
const warm = median(times.slice(3));
compareServer('server: index of it, against its dump', warm, dense.names, 'less than 1');
compareServer('  and statistics, against --stats', warm, ['--stats', ...dense.names], 'at most 1');
const before = server.memory();
await server.indexAndStatistics(join(large.folder, large.names[0]));
const after = server.memory();
await server.stop();

const cold: number[] = [];
for (let i = 0; i < repeat; i++) {
  const fresh = await startServer();
  cold.push(await fresh.firstRows(segment));
  await fresh.stop();
}
compareServer('  first 200 rows of it, cold', median(cold), undefined, 'within 150 ms');
if (before && after)
  printRow(
    'server: memory that a 1 GB segment adds',
    { megabytes: after.peak - before.now },
    undefined,
    'under 150 MB',
  );
await measureArchives(many, join(work, 'names'));
for (const [title, milliseconds, target] of [
  ['activation of the extension', activation(repeat), 'under 50 ms'],
  ['diagnostics of 2,000 lines after a keystroke', await diagnosticsAfterKeystroke(), 'within 15 ms'],
  ['  completion in them', await completionAfterKeystroke(), 'within 10 ms'],
] as const)
  printRow(title, { seconds: milliseconds / 1000 }, undefined, target);
