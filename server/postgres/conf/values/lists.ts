import { lowerCase } from '../catalogue.ts';
import { canonical } from '../paths.ts';
import { byteLength } from '../text.ts';

const longestName = 63;
const blanks = /[ \t\n\r\f\v]/;

/**
 * The items of a list of identifiers: unquoted ones in lower case, all cut to 63 bytes; undefined when the list is
 * malformed. SplitIdentifierString in utils/adt/varlena.c.
 */
export function splitIdentifiers(text: string): string[] | undefined {
  return splitList(text)?.map(({ text: item, quoted }) => cutName(quoted ? item : lowerCase(item)));
}

/** The items of a list as they are written: SplitGUCList in utils/adt/varlena.c. */
export function splitPlainList(text: string): string[] | undefined {
  return splitList(text)?.map(item => item.text);
}

/**
 * The items of a list of folders or files, which may hold blanks; undefined when the list is malformed.
 * SplitDirectoriesString in utils/adt/varlena.c.
 */
export function splitDirectories(text: string): string[] | undefined {
  return splitList(text, plainPath)?.map(({ text: item }) => canonical(item));
}

interface Item {
  readonly text: string;
  readonly quoted: boolean;
}

type ItemReader = (text: string, start: number) => (Item & { end: number }) | undefined;

function splitList(text: string, plain: ItemReader = plainItem): Item[] | undefined {
  const items: Item[] = [];
  let at = skipBlanks(text, 0);
  if (at === text.length) return items;
  for (;;) {
    const item = text[at] === '"' ? quotedItem(text, at) : plain(text, at);
    if (!item) return undefined;
    items.push(item);
    at = skipBlanks(text, item.end);
    if (at === text.length) return items;
    if (text[at] !== ',') return undefined;
    at = skipBlanks(text, at + 1);
  }
}

function quotedItem(text: string, start: number): (Item & { end: number }) | undefined {
  const found = /^"((?:[^"]|"")*)"/.exec(text.slice(start));
  return found
    ? { text: found[1].replaceAll('""', '"'), quoted: true, end: start + found[0].length }
    : undefined;
}

function plainItem(text: string, start: number): (Item & { end: number }) | undefined {
  let end = start;
  while (end < text.length && text[end] !== ',' && !blanks.test(text[end])) end++;
  return end > start ? { text: text.slice(start, end), quoted: false, end } : undefined;
}

function plainPath(text: string, start: number): (Item & { end: number }) | undefined {
  const comma = text.indexOf(',', start);
  let end = comma < 0 ? text.length : comma;
  while (end > start && blanks.test(text[end - 1])) end--;
  return end > start ? { text: text.slice(start, end), quoted: false, end } : undefined;
}

function skipBlanks(text: string, from: number): number {
  let at = from;
  while (at < text.length && blanks.test(text[at])) at++;
  return at;
}

/** The first 63 bytes at the most, never half a character: truncate_identifier in parser/scansup.c. */
export function cutName(name: string): string {
  let cut = name;
  while (byteLength(cut) > longestName) cut = cut.slice(0, -1);
  return cut;
}
