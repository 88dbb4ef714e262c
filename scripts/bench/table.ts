import type { Taken } from './measure.ts';

const widths = [46, 26, 26, 16] as const;

export function printTitles(pgWaldump: string | undefined): void {
  if (pgWaldump === undefined) console.log('pg_waldump is not installed here: no ratios.\n');
  line(['', 'walscope', pgWaldump === undefined ? '' : 'pg_waldump', 'ratio (cpu)', 'wanted']);
}

/** One case: medians, and how they compare. */
export function printRow(
  title: string,
  ours: Partial<Taken>,
  theirs: Taken | undefined,
  wanted: string,
): void {
  line([title, taken(ours), theirs ? taken(theirs) : '', theirs ? ratio(ours, theirs) : '', wanted]);
}

function line(cells: readonly string[]): void {
  console.log(
    cells
      .map((cell, i) => cell.padEnd(widths[i] ?? 0))
      .join(' ')
      .trimEnd(),
  );
}

function taken({ seconds, processorSeconds, megabytes }: Partial<Taken>): string {
  const words: string[] = [];
  if (seconds !== undefined)
    words.push(seconds < 0.5 ? `${(seconds * 1000).toFixed(1)} ms` : `${seconds.toFixed(2)} s`);
  if (processorSeconds !== undefined) words.push(`cpu ${processorSeconds.toFixed(2)}`);
  if (megabytes !== undefined) words.push(`${megabytes.toFixed(0)} MB`);
  return words.join(', ');
}

function ratio(ours: Partial<Taken>, theirs: Taken): string {
  const of = (a: number | undefined, b: number | undefined) => (a && b ? (a / b).toFixed(2) : undefined);
  const processor = of(ours.processorSeconds, theirs.processorSeconds);
  return `${of(ours.seconds, theirs.seconds)}${processor === undefined ? '' : ` (${processor})`}`;
}
