import type { SimpleCommand } from '../commandLine.ts';
import type { Span } from '../tree.ts';
import { quoteValue, replaceValue } from './places.ts';
import type { Fix } from './rule.ts';
import type { FileCopy } from './shell/fileCopies.ts';
import type { ServerCommand } from './shell/serverCommand.ts';

/** The command with other words at some places; none when it stands in a text within the text. */
function reworded(
  { entry, text, wrapped }: ServerCommand,
  title: string,
  words: readonly (readonly [Span, string])[],
): Fix[] {
  if (wrapped) return [];
  let made = text;
  for (const [{ start, end }, word] of [...words].sort(([a], [b]) => b.start - a.start))
    made = made.slice(0, start) + word + made.slice(end);
  return [{ title, edits: [replaceValue(entry, quoteValue(made))] }];
}

/** What is copied and where to, the other way round. */
export function swapNames(command: ServerCommand, { sources: [source], target }: FileCopy): Fix[] {
  if (!source || source.start > target.start) return [];
  const written = ({ start, end }: Span) => command.text.slice(start, end);
  return reworded(command, 'Swap source and target', [
    [source, written(target)],
    [target, written(source)],
  ]);
}

/** A copy in place of a move or a link. */
export function useCp(command: ServerCommand, copy: FileCopy): Fix[] {
  const [name, ...operands] = copy.command.words;
  const linking = operands.filter(({ text }) => /^-[a-zA-Z]*[lsf]|^--(?:symbolic-)?link$/.test(text));
  if (!/^(?:mv|ln)$/.test(name.text) || linking.some(({ text }) => !/^-[lsf]+$/.test(text))) return [];
  const blank = ({ start, end }: Span) => ({ start, end: end + 1 });
  return reworded(command, 'Use cp', [[name, 'cp'], ...linking.map(word => [blank(word), ''] as const)]);
}

/** The placeholders of a call of a backup tool in the order in which the tool wants them. */
export function placeholdersInOrder(
  command: ServerCommand,
  each: SimpleCommand,
  order: readonly string[],
): Fix[] {
  const found = each.words.filter(({ text }) => /^%[fp]$/.test(text));
  if (found.length !== order.length) return [];
  const quote = (span: Span) => (command.text[span.start] === '"' ? '"' : '');
  const words = found.map((word, i) => [word, quote(word) + order[i] + quote(word)] as const);
  return reworded(command, `Write ${order.join(' ')}`, words);
}
