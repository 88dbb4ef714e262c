/** One word of a filter, taken apart but not yet understood. */
export interface Word {
  readonly not: boolean;
  /** In lower case; undefined for a word that is plain text. */
  readonly key?: string;
  /** `:`, `=`, `<`, `>`, `<=`, `>=`; `"` for quoted text. */
  readonly operator?: string;
  /** Parts between commas with quotes taken off; plain text is one part. */
  readonly values: readonly string[];
  /** Whether a quote was opened and never closed. */
  readonly open: boolean;
  readonly from: number;
  readonly to: number;
}

/** Cuts a filter's text at spaces outside quotes. Offsets are in UTF-16 units. */
export function splitWords(text: string): Word[] {
  const words: Word[] = [];
  let at = 0;
  while (at < text.length) {
    if (/\s/.test(text[at])) {
      at++;
      continue;
    }
    const from = at;
    let quoted = false;
    while (at < text.length && (quoted || !/\s/.test(text[at]))) {
      if (text[at] === '"') quoted = !quoted;
      at++;
    }
    words.push(readWord(text.slice(from, at), from, at, quoted));
  }
  return words;
}

function readWord(raw: string, from: number, to: number, open: boolean): Word {
  const not = raw.length > 1 && (raw[0] === '-' || raw[0] === '!');
  const body = not ? raw.slice(1) : raw;
  const head = /^([a-z]+)(:|<=|>=|<|>|=)/i.exec(body);
  if (head) {
    const values = splitValues(body.slice(head[0].length));
    return { not, key: head[1].toLowerCase(), operator: head[2], values, open, from, to };
  }
  const operator = body.includes('"') ? '"' : undefined;
  return { not, operator, values: [unquote(body)], open, from, to };
}

function splitValues(text: string): string[] {
  const values: string[] = [];
  let quoted = false;
  let from = 0;
  for (let at = 0; at < text.length; at++) {
    if (text[at] === '"') quoted = !quoted;
    else if (text[at] === ',' && !quoted) {
      values.push(unquote(text.slice(from, at)));
      from = at + 1;
    }
  }
  values.push(unquote(text.slice(from)));
  return values;
}

const unquote = (text: string) => text.replaceAll('"', '');
