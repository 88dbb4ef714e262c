/**
 * Compares forecasts with recorded recoveries, field by field, and prints a table of the differences:
 * `node --import tsx scripts/checkRecovery.mts FOLDER [--kind KIND] [--case PATTERN] [--every N] [--show FIELD|all]`.
 * FOLDER holds NAME.tar.zst, each with input/pgdata, input/archive and expected.json, as test/truth/forecast does.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import { forecastRecovery } from '../server/postgres/recovery/forecast.ts';
import { comparedFields, expectedByItself, forComparison } from '../test/recovery/comparison.ts';
import { inputOf, readRecovery } from '../test/recovery/recorded.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    kind: { type: 'string' },
    case: { type: 'string', default: '' },
    every: { type: 'string', default: '1' },
    show: { type: 'string' },
  },
});
const [folder] = positionals;
const pattern = new RegExp(values.case);
const tally = { equal: 0, unknown: 0, different: 0 };
const cases = new Map<string, number>();
const misses = new Map<string, Map<string, number>>();

const files = readdirSync(folder).filter(file => file.endsWith('.tar.zst'));
for (const [at, file] of files.entries()) {
  const name = basename(file, '.tar.zst');
  if (at % Number(values.every) === 0 && pattern.test(name)) await check(name, join(folder, file));
}
printTable();

async function check(name: string, path: string): Promise<void> {
  const recovery = await readRecovery(name, new Uint8Array(readFileSync(path)));
  const { kind, major } = recovery.expected;
  if (values.kind && kind !== values.kind) return;
  const forecast = await forecastRecovery(inputOf(recovery.files, major));
  const want = expectedByItself(recovery.expected);
  const got = forComparison(forecast, '/pgdata');
  cases.set(kind, (cases.get(kind) ?? 0) + 1);
  for (const field of comparedFields.filter(field => field in want)) {
    const unknown = forecast.unknown.find(each => each.field === field || each.field === 'outcome');
    const [wanted, found] = [want[field], got[field]].map(value => JSON.stringify(value ?? null));
    const verdict = unknown ? 'unknown' : wanted === found ? 'equal' : 'different';
    tally[verdict]++;
    if (verdict !== 'different') continue;
    const row = misses.get(kind) ?? new Map<string, number>();
    misses.set(kind, row.set(field, (row.get(field) ?? 0) + 1));
    if (values.show === field || values.show === 'all')
      console.log(`${name} ${field}\n  want ${wanted}\n  got  ${found}`);
  }
}

function printTable(): void {
  const columns = comparedFields.filter(field => [...misses.values()].some(row => row.has(field)));
  const line = (first: string, rest: readonly (string | number)[]) =>
    console.log([first.padEnd(24), ...rest.map((cell, at) => String(cell).padStart(at ? columns[at - 1].length + 1 : 6))].join(' '));
  if (columns.length) line('kind', ['cases', ...columns]);
  for (const [kind, row] of [...misses].sort())
    line(kind, [cases.get(kind) ?? 0, ...columns.map(column => row.get(column) ?? '')]);
  console.log(`${tally.equal} fields equal, ${tally.unknown} said to be unknown, ${tally.different} different`);
}
