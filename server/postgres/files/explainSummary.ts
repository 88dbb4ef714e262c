import { catalogName } from '../catalogNames.ts';
import { formatLsn } from '../lsn.ts';
import type { ExplainedField, ExplainedFile } from './explain.ts';
import { counted, part } from './explainParts.ts';
import type { ReportedFile } from './report.ts';
import { viewOf } from './struct.ts';
import { forkNames, parseWalSummaryName, readWalSummary, type SummarizedFork } from './walSummary.ts';

/** The decoded view of a WAL summary. */
export function explainSummary({ bytes, name, path }: ReportedFile): Omit<ExplainedFile, 'kind'> {
  const { value, problems } = readWalSummary(bytes, path);
  const named = parseWalSummaryName(name);
  const blocks = value.forks.reduce((sum, fork) => sum + blockCount(fork), 0);
  const range = named
    ? `WAL of timeline ${named.timeline} from ${formatLsn(named.start)} to ${formatLsn(named.end)}`
    : 'A range of WAL that only the name of the file tells';
  const summary = [
    `${range} changed ${counted(blocks, 'block')} of ${counted(value.forks.length, 'relation fork')}.`,
    'An incremental backup takes just these blocks, if the summaries reach back to the backup it builds on.',
  ];
  const fields = [
    ...explainMagic(bytes),
    ...part('Relation forks', 'What the summarised WAL changed.', value.forks.map(explainFork)),
    ...explainEnd(bytes, value.forks, value.crcOk),
  ];
  return { title: 'WAL summary', summary, fields, problems };
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
  const crc = viewOf(bytes)
    .getUint32(end + 24, true)
    .toString(16)
    .padStart(8, '0');
  return [
    { name: 'end', offset: end, length: 24, value: '', meaning: 'An entry of zeros ends the list.' },
    {
      name: 'crc',
      offset: end + 24,
      length: 4,
      value: `0x${crc} (${ok ? 'correct' : 'wrong'})`,
      meaning: 'CRC-32C of all bytes before it.',
    },
  ];
}
