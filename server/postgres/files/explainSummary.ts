import { catalogName } from '../catalogNames.ts';
import type { Major } from '../majors.ts';
import { formatLsnOf } from './controlState.ts';
import type { Explained, ExplainedField } from './explained.ts';
import { counted, explainChecksum, part } from './explainParts.ts';
import type { ReportedFile } from './report.ts';
import { viewOf } from './struct.ts';
import {
  forkNames,
  parseWalSummaryName,
  readWalSummary,
  type SummarizedFork,
  type WalSummaryName,
} from './walSummary.ts';

/** The decoded view of a WAL summary. */
export function explainSummary({ bytes, name, path, major = 18 }: ReportedFile): Explained {
  const { value, problems } = readWalSummary(bytes, path);
  const named = parseWalSummaryName(name);
  const blocks = value.forks.reduce((sum, fork) => sum + blockCount(fork), 0);
  const range = named
    ? `WAL of timeline ${named.timeline} from ${formatLsnOf(major, named.start)} to ${formatLsnOf(major, named.end)}`
    : 'A range of WAL that only the name of the file tells';
  const summary = [
    `${range} changed ${counted(blocks, 'block')} of ${counted(value.forks.length, 'relation fork')}.`,
    'An incremental backup takes just these blocks, if the summaries reach back to the backup it builds on.',
  ];
  const ends = explainEnd(bytes, value.forks, value.crcOk);
  const fields = [
    ...part('Header', 'What the name of the file tells, and the mark of the format.', [
      ...(named ? explainName(named, major) : []),
      ...explainMagic(bytes),
    ]),
    ...part('Relation forks', 'What the summarised WAL changed.', value.forks.map(explainFork)),
    ...part('End', 'The end of the list, and the checksum.', ends),
  ];
  return {
    title: 'WAL summary',
    verdict: { severity: 'good', text: counted(blocks, 'changed block') },
    crcOk: ends.length ? value.crcOk : undefined,
    summary,
    fields,
    problems,
  };
}

function explainName({ timeline, start, end }: WalSummaryName, major: Major): ExplainedField[] {
  const lsn = (name: string, lsn: bigint, meaning: string): ExplainedField => ({
    name,
    offset: 0,
    length: 0,
    value: formatLsnOf(major, lsn),
    meaning,
    wal: { lsn, timeline },
  });
  return [
    {
      name: 'tli',
      offset: 0,
      length: 0,
      value: String(timeline),
      meaning: 'Timeline of the WAL; from the file’s name.',
    },
    lsn('start_lsn', start, 'The summarised WAL begins here; from the file’s name.'),
    lsn('end_lsn', end, 'The summarised WAL ends before this; from the file’s name.'),
  ];
}

function blockCount({ blocks }: SummarizedFork): number {
  return blocks.reduce((sum, [first, last]) => sum + last - first + 1, 0);
}

function explainMagic(bytes: Uint8Array): ExplainedField[] {
  if (bytes.length < 4) return [];
  const value = `0x${viewOf(bytes).getUint32(0, true).toString(16)}`;
  return [{ name: 'magic', offset: 0, length: 4, value, meaning: 'Marks a summary.' }];
}

function explainFork(fork: SummarizedFork): ExplainedField {
  const shown = 12;
  const { tablespace, database, relation, limitBlock, blocks, offset, length } = fork;
  const ranges = blocks
    .slice(0, shown)
    .map(([first, last]) => (first === last ? `${first}` : `${first}-${last}`));
  const more = blocks.length > shown ? ` and ${counted(blocks.length - shown, 'more range')}` : '';
  const truncated = limitBlock === 0 ? 'created or dropped' : `cut to ${counted(limitBlock ?? 0, 'block')}`;
  const changed = blocks.length ? `blocks ${ranges.join(', ')}${more}` : '';
  return {
    name: `${tablespace}/${database}/${catalogName(relation) ?? relation} ${forkNames[fork.fork]}`,
    offset,
    length,
    value: [limitBlock === undefined ? '' : truncated, changed].filter(Boolean).join('; '),
    meaning: `${counted(blockCount(fork), 'block')} changed.`,
  };
}

function explainEnd(bytes: Uint8Array, forks: readonly SummarizedFork[], ok: boolean): ExplainedField[] {
  const last = forks.at(-1);
  const end = last ? last.offset + last.length : 4;
  if (bytes.length < end + 28) return [];
  return [
    { name: 'end', offset: end, length: 24, value: '', meaning: 'An entry of zeros ends the list.' },
    ...explainChecksum(bytes, end + 24, ok),
  ];
}
