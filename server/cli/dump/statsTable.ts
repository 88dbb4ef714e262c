import { formatLsn, formatLsnPadded, type Lsn } from '../../postgres/lsn.ts';
import { type Major, sinceMajor } from '../../postgres/majors.ts';
import { builtInResourceManagers, resourceManagerName } from '../../postgres/wal/rmgr/names.ts';
import { statsSlots } from '../../postgres/wal/scan/scanner.ts';
import type { StatsTable } from '../../postgres/wal/statsTable.ts';

/** What was counted of a resource manager or of a record type. */
export interface StatsRow {
  readonly name: string;
  readonly count: number;
  /** Without full-page images. */
  readonly recordBytes: number;
  readonly imageBytes: number;
}

/** The rows of the table that --stats prints, without its total. */
export async function statsRows(
  table: StatsTable,
  by: 'rmgr' | 'record',
  major: Major,
): Promise<readonly StatsRow[]> {
  return by === 'record' ? recordRows(table, major) : managerRows(table);
}

/**
 * The table that --stats prints. `first` and `end`: where the counted records begin and end.
 * PostgreSQL: XLogDumpDisplayStats in bin/pg_waldump/pg_waldump.c.
 */
export async function statsText(
  table: StatsTable,
  by: 'rmgr' | 'record',
  { major }: { readonly major: Major },
  range: { readonly first: Lsn; readonly end: Lsn },
): Promise<string> {
  const rows = await statsRows(table, by, major);
  const total = sum(rows);
  const all = total.recordBytes + total.imageBytes;
  const text = sinceMajor<(lsn: Lsn) => string>({ 10: formatLsn, 19: formatLsnPadded }, major)!;
  const heading = major >= 15 ? `WAL statistics between ${text(range.first)} and ${text(range.end)}:\n` : '';
  const lines = rows.map(row => {
    const combined = row.recordBytes + row.imageBytes;
    return `${[
      row.name.padEnd(27),
      ...[
        [row.count, total.count],
        [row.recordBytes, total.recordBytes],
        [row.imageBytes, total.imageBytes],
        [combined, all],
      ].map(([value, of]) => `${String(value).padStart(20)} (${percent(value, of).padStart(6)})`),
    ].join(' ')}\n`;
  });
  return heading + titles() + lines.join('') + totals(total, all);
}

function titles(): string {
  const line = (words: readonly string[]) =>
    `${words.map((word, i) => (i === 0 ? word.padEnd(27) : word.padStart(i % 2 ? 20 : 8))).join(' ')}\n`;
  return (
    line(['Type', 'N', '(%)', 'Record size', '(%)', 'FPI size', '(%)', 'Combined size', '(%)']) +
    line(['----', '-', '---', '-----------', '---', '--------', '---', '-------------', '---'])
  );
}

function totals(total: StatsRow, all: number): string {
  const rule = '--------'.padStart(20);
  const blank = ' '.repeat(8);
  const number = (value: number) => String(value).padStart(20);
  const share = (value: number) => `[${percent(value, all)}%]`.padEnd(9);
  return (
    `${' '.repeat(27)} ${rule} ${blank} ${rule} ${blank} ${rule} ${blank} ${rule}\n` +
    `${'Total'.padEnd(27)} ${number(total.count)} ${' '.repeat(9)}${number(total.recordBytes)} ${share(total.recordBytes)}` +
    `${number(total.imageBytes)} ${share(total.imageBytes)}${number(all)} [100%]\n`
  );
}

/** C's %.2f: of two equally near values the even one, where toFixed takes the larger. */
function percent(value: number, of: number): string {
  const share = of === 0 ? 0 : (100 * value) / of;
  const tie = (share * 8) % 2 === 1;
  return tie && Math.floor(share * 100) % 2 === 0
    ? (Math.floor(share * 100) / 100).toFixed(2)
    : share.toFixed(2);
}

async function recordRows(table: StatsTable, major: Major): Promise<StatsRow[]> {
  const { Describer } = await import('../../postgres/wal/describe/describer.ts');
  const describer = new Describer(major);
  const rows: StatsRow[] = [];
  for (let slot = 0; slot < statsSlots; slot++) {
    if (!table.counts[slot]) continue;
    const rmid = slot >> 4;
    rows.push({
      ...rowOf(table, slot),
      name: `${resourceManagerName(rmid)}/${describer.kind(rmid, (slot & 15) << 4).name}`,
    });
  }
  return rows;
}

/** One row a built-in manager, used or not, and one for each extension's that was used. */
function managerRows(table: StatsTable): StatsRow[] {
  const rows: StatsRow[] = [];
  const builtIn = new Set(builtInResourceManagers().map(manager => manager.id));
  for (let rmid = 0; rmid < 256; rmid++) {
    const slot = rmid << 4;
    if (!builtIn.has(rmid) && !table.counts.subarray(slot, slot + 16).some(count => count > 0)) continue;
    const types = Array.from({ length: 16 }, (_, type) => rowOf(table, slot | type));
    rows.push({ ...sum(types), name: resourceManagerName(rmid) });
  }
  return rows;
}

function rowOf(table: StatsTable, slot: number): StatsRow {
  return {
    name: '',
    count: table.counts[slot],
    recordBytes: table.recordBytes[slot],
    imageBytes: table.imageBytes[slot],
  };
}

/** All rows in one. */
export function sum(rows: readonly StatsRow[]): StatsRow {
  const total = { name: '', count: 0, recordBytes: 0, imageBytes: 0 };
  for (const row of rows) {
    total.count += row.count;
    total.recordBytes += row.recordBytes;
    total.imageBytes += row.imageBytes;
  }
  return total;
}
