import {
  formatHistoryName,
  type HistoryEntry,
  parseHistory,
  parseHistoryName,
} from '../../postgres/files/history.ts';
import type { FileProblem } from '../../postgres/files/problem.ts';
import { parseLsn } from '../../postgres/lsn.ts';
import type { Around } from './around.ts';
import { lsnPart } from './lsnText.ts';
import type { Part, ReadParts } from './partFeatures.ts';

/** A timeline history file: ancestors that lead to their own files, switch points that lead to their segments. */
export const historyParts: ReadParts = async (text, around) => {
  const timeline = parseHistoryName(around.name);
  const { value, problems } = parseHistory(text, timeline ?? 0xffff_ffff, around.name);
  const starts = lineStarts(text);
  const parts: Part[] = [];
  for (const [index, entry] of value.entries.entries()) {
    const child = value.entries[index + 1]?.timeline ?? timeline;
    parts.push(...(await entryParts(text, starts[entry.line - 1], entry, child, around)));
  }
  return { parts, problems: [...problems, ...misnamed(around, timeline)] };
};

async function entryParts(
  text: string,
  start: number,
  { timeline, end: switchPoint, reason }: HistoryEntry,
  child: number | undefined,
  around: Around,
): Promise<Part[]> {
  const match = /^(\s*)(\d+)(\s+)([0-9A-Fa-f]+\/[0-9A-Fa-f]+)(\s*)([^\r\n]*)/.exec(text.slice(start));
  if (!match) return [];
  const [, indent, id, gap, lsn, gap2, words] = match;
  const idStart = start + indent.length;
  const lsnStart = idStart + id.length + gap.length;
  const wordsStart = lsnStart + lsn.length + gap2.length;
  const history = timeline > 1 ? await around.find(formatHistoryName(timeline)) : undefined;
  const next = child === undefined ? 'the next timeline' : `timeline ${child}`;
  const parts: Part[] = [
    {
      start: idStart,
      end: idStart + id.length,
      says: `Timeline ${timeline}, an ancestor. ${timeline === 1 ? 'The first timeline has no history file.' : (history ?? `Its history file ${formatHistoryName(timeline)} is not near.`)}`,
      target: history,
      title: `Timeline ${timeline} until ${lsn}`,
    },
    await lsnPart(
      lsnStart,
      lsn.length,
      parseLsn(lsn) ?? switchPoint,
      timeline,
      `Here timeline ${timeline} was left: WAL from this LSN on belongs to ${next}.`,
      around,
    ),
  ];
  if (words)
    parts.push({ start: wordsStart, end: wordsStart + words.length, says: reasonInWords(reason, next) });
  return parts;
}

const reasons: readonly (readonly [RegExp, string])[] = [
  [
    /^no recovery target specified/,
    'replay went on to the end of WAL: a promotion, or a recovery without target',
  ],
  [/^before transaction (\d+)/, 'recovery stopped just before the commit or abort of transaction $1'],
  [/^after transaction (\d+)/, 'recovery stopped just after the commit or abort of transaction $1'],
  [
    /^before (\d{4}-.*)/,
    'recovery stopped before the first commit later than its target time; that commit was at $1',
  ],
  [/^after (\d{4}-.*)/, 'recovery stopped after the commit at $1'],
  [/^before LSN (\S+)/, 'recovery stopped before the record at $1'],
  [/^after LSN (\S+)/, 'recovery stopped after the record at $1'],
  [/^at restore point "(.*)"/, 'recovery stopped at the restore point $1'],
  [/^reached consistency/, 'recovery stopped as soon as the backup was consistent'],
];

function reasonInWords(reason: string, next: string): string {
  const known = reasons.find(([pattern]) => pattern.test(reason));
  const words = known
    ? reason.replace(known[0], known[1])
    : 'written by a tool, not by a server WALScope knows';
  return `Why ${next} began: ${words}.`;
}

function misnamed({ name }: Around, timeline: number | undefined): FileProblem[] {
  if (timeline !== undefined) return [];
  const message = `the name ${name} tells no timeline: a history file is called like 00000002.history`;
  return [{ level: 'ADVICE', message, offset: 0, line: 1 }];
}

function lineStarts(text: string): number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}
