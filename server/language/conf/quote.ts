import { scanLine } from '../../postgres/conf/scan.ts';

const bareKinds: ReadonlySet<string> = new Set(['id', 'unquoted', 'integer', 'real']);

/** A value as a file needs it: bare when the grammar takes it so, else in quotes. */
export function writeValue(text: string): string {
  const tokens = scanLine(text, 0, text.length);
  const bare = tokens.length === 1 && bareKinds.has(tokens[0].kind) && tokens[0].end === text.length;
  return bare && tokens[0].start === 0 ? text : quoteValue(text);
}

/** A value in quotes. */
export function quoteValue(text: string): string {
  return `'${escapeQuoted(text)}'`;
}

/** What stands between the quotes for a text. */
export function escapeQuoted(text: string): string {
  return text.replace(/\\/g, '\\\\').replace(/'/g, "''").replace(/\n/g, '\\n');
}
