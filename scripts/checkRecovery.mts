/**
 * Compares forecasts with recorded recoveries, field by field: `node --import tsx scripts/checkRecovery.mts CORPUS
 * [--kind KIND] [--case ID] [--show FIELD]`. CORPUS holds NAME.tar.zst, each with input/, scenario.json, expected.json.
 */
import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import { walArchiveAt } from '../server/archive/walLookup.ts';
import { MemoryFiles } from '../server/bytes/memoryFiles.ts';
import { nodeDecompression } from '../server/bytes/nodeDecompression.ts';
import type { Major } from '../server/postgres/majors.ts';
import { forecastRecovery } from '../server/postgres/recovery/forecast.ts';
import { comparedFields, type Expected, expectedByItself, forComparison } from '../test/recovery/comparison.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { kind: { type: 'string' }, case: { type: 'string' }, show: { type: 'string' }, every: { type: 'string' } },
});

const misses = new Map<string, Map<string, number>>();
const counts = new Map<string, number>();
let equal = 0;
let told = 0;
let compared = 0;
const failing: string[] = [];

const every = Number(values.every ?? 1);
const names = readdirSync(positionals[0]).filter(name => name.endsWith('.tar.zst'));
for (const [at, file] of names.entries()) {
  if (at % every !== 0) continue;
  const name = basename(file, '.tar.zst');
  if (values.case && !new RegExp(values.case).test(name)) continue;
  const files = unpack(join(positionals[0], file));
  const text = (path: string) => new TextDecoder().decode(files.get(`/${name}/${path}`));
  const expected = JSON.parse(text('expected.json')) as Expected;
  if (values.kind && expected.kind !== values.kind) continue;
  const memory = new MemoryFiles(files);
  const archive = walArchiveAt(memory, `/${name}/input/archive`, nodeDecompression);
  const started = Date.now();
  const major = expected.major as Major;
  const forecast = await forecastRecovery({ files: memory, dataDirectory: `/${name}/input/pgdata`, major, archive });
  const seconds = (Date.now() - started) / 1000;
  if (seconds > 5) console.log(`slow: ${name} ${seconds}s`);
  counts.set(expected.kind, (counts.get(expected.kind) ?? 0) + 1);
  const want = expectedByItself(expected);
  const got = forComparison(forecast, `/${name}/input/pgdata`);
  for (const field of comparedFields) {
    if (!(field in want)) continue;
    compared++;
    if (forecast.unknown.some(unknown => unknown.field === field || unknown.field === 'outcome')) {
      told++;
      if (values.show === field || values.show === 'unknown') console.log(`${name}: ${field} is not known`);
      continue;
    }
    const [a, b] = [JSON.stringify(want[field]), JSON.stringify(got[field])];
    if (a === b) {
      equal++;
      continue;
    }
    failing.push(`${name}:${field}`);
    const row = misses.get(expected.kind) ?? new Map<string, number>();
    row.set(field, (row.get(field) ?? 0) + 1);
    misses.set(expected.kind, row);
    if (values.show === field || values.show === 'all') {
      console.log(`--- ${name} ${field}\n  want ${a}\n  got  ${b}`);
    }
  }
}

const columns = comparedFields.filter(field => [...misses.values()].some(row => row.has(field)));
console.log(['kind'.padEnd(24), 'cases', ...columns.map(column => column.slice(0, 12).padStart(12))].join(' '));
for (const [kind, row] of [...misses].sort()) {
  const cells = columns.map(column => String(row.get(column) ?? '').padStart(12));
  console.log([kind.padEnd(24), String(counts.get(kind)).padStart(5), ...cells].join(' '));
}
console.log(`${compared} fields: ${equal} equal, ${told} said to be unknown, ${compared - equal - told} different`);
if (values.show === 'names') console.log(failing.join('\n'));

function unpack(path: string): Map<string, Uint8Array> {
  const tar = execFileSync('zstd', ['-dcq', path], { maxBuffer: 1 << 30 });
  const files = new Map<string, Uint8Array>();
  for (let at = 0; at + 512 <= tar.length; ) {
    const header = tar.subarray(at, at + 512);
    const string = (from: number, length: number) =>
      header.subarray(from, from + length).toString('latin1').replace(/\0.*$/s, '');
    const name = string(0, 100);
    if (name === '') break;
    const size = Number.parseInt(string(124, 12).trim(), 8) || 0;
    const prefix = string(345, 155);
    const full = prefix ? `${prefix}/${name}` : name;
    if (string(156, 1) === '0' || string(156, 1) === '')
      files.set(`/${full}`, new Uint8Array(tar.subarray(at + 512, at + 512 + size)));
    at += 512 + Math.ceil(size / 512) * 512;
  }
  return files;
}
