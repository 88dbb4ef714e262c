import type { Entry } from '../configuration.ts';
import { unquote } from '../text.ts';
import { type Span, textOf } from '../tree.ts';
import type { ConfEdit } from './rule.ts';

/** Where a part of an entry's value stands in its file; the whole value when escapes make that unclear. */
export function placeInValue({ file, line, value }: Entry, part: Span | undefined): Span {
  const token = line.value!;
  if (!part) return { start: token.start, end: token.end };
  if (token.kind !== 'string') return { start: token.start + part.start, end: token.start + part.end };
  const offsets = offsetsInToken(textOf(file.tree, token), value);
  if (!offsets) return { start: token.start, end: token.end };
  return { start: token.start + offsets[part.start], end: token.start + offsets[part.end] };
}

/** For each offset into the value, and its end, the offset into the quoted token; undefined when octal escapes are in it. */
function offsetsInToken(token: string, value: string): number[] | undefined {
  const offsets: number[] = [];
  let at = 1;
  for (; at < token.length - 1; at++) {
    offsets.push(at);
    if (token[at] === '\\' || token[at] === "'") at++;
  }
  offsets.push(at);
  return offsets.length === value.length + 1 && unquote(token) === value ? offsets : undefined;
}

/** A value as it must stand in a file, in single quotes. */
export function quoteValue(value: string): string {
  return `'${value.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`;
}

/** Replaces an entry's value; `text` is what shall stand in the file. */
export function replaceValue({ file, line }: Entry, text: string): ConfEdit {
  return { file: file.path, span: { start: line.value!.start, end: line.value!.end }, text };
}

/** Replaces an entry's name. */
export function replaceName({ file, line }: Entry, text: string): ConfEdit {
  return { file: file.path, span: { start: line.name!.start, end: line.name!.end }, text };
}

/** Replaces a part of an entry's value by `text`, which is escaped for the quotes around it. */
export function replacePart(entry: Entry, part: Span, text: string): ConfEdit {
  const { value } = entry;
  return replaceValue(entry, quoteValue(value.slice(0, part.start) + text + value.slice(part.end)));
}

/** Puts a line below an entry. */
export function insertBelow({ file, line }: Pick<Entry, 'file' | 'line'>, text: string): ConfEdit {
  const carriageReturn = file.tree.text[line.end - 1] === '\r';
  const end = carriageReturn ? line.end - 1 : line.end;
  return { file: file.path, span: { start: end, end }, text: `${carriageReturn ? '\r\n' : '\n'}${text}` };
}
