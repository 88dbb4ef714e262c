/** The kinds that ParseDateTime in utils/adt/datetime.c tells apart, by the look of a field alone. */
export type FieldKind = 'number' | 'date' | 'time' | 'zone' | 'word' | 'special';

export interface DateTimeField {
  readonly kind: FieldKind;
  /** Letters in lower case. */
  readonly text: string;
}

const mostFields = 25;
const longestText = 150;

const leading = {
  time: /[0-9]+:[0-9:.]*/y,
  number: /[0-9]+/y,
  // A date: digits and one delimiter throughout, or with the month as a word.
  dateWithWord: /[0-9]+([-/.])(?:[A-Za-z0-9]|\1)*/y,
  digitsDate: /[0-9]+([-/.])[0-9]+(?:\1(?:[0-9]|\1)*)?/y,
  fraction: /\.[0-9]*/y,
  word: /[A-Za-z]+/y,
  wordDate: /[A-Za-z]+[-+/_.:A-Za-z0-9]*/y,
  zone: /([-+])[ \t\n\v\f\r]*([0-9][0-9:.-]*)/y,
  special: /([-+])[ \t\n\v\f\r]*([A-Za-z]+)/y,
};

/** Splits a date or time into fields; undefined when it holds what no field can. `isToken`: the word has a meaning. */
export function splitDateTime(text: string, isToken: (word: string) => boolean): DateTimeField[] | undefined {
  const fields: DateTimeField[] = [];
  let at = 0;
  while (at < text.length) {
    const char = text[at];
    if (/[ \t\n\v\f\r]/.test(char) || (isPunctuation(char) && !/[-+.]/.test(char))) {
      at++;
      continue;
    }
    const found = fieldAt(text, at, isToken);
    if (!found || fields.length === mostFields || at > longestText) return undefined;
    fields.push(found.field);
    at = found.end;
  }
  return fields;
}

interface Found {
  readonly field: DateTimeField;
  readonly end: number;
}

function fieldAt(text: string, at: number, isToken: (word: string) => boolean): Found | undefined {
  const char = text[at];
  if (/[0-9]/.test(char)) return digitsAt(text, at);
  if (char === '.') return found('number', match(leading.fraction, text, at)!, at);
  if (/[A-Za-z]/.test(char)) return wordAt(text, at, isToken);
  const zone = match(leading.zone, text, at);
  if (zone) return { field: { kind: 'zone', text: zone[1] + zone[2] }, end: at + zone[0].length };
  const special = match(leading.special, text, at);
  return special
    ? {
        field: { kind: 'special', text: special[1] + special[2].toLowerCase() },
        end: at + special[0].length,
      }
    : undefined;
}

function digitsAt(text: string, at: number): Found {
  const time = match(leading.time, text, at);
  if (time) return found('time', time, at);
  const digits = match(leading.digitsDate, text, at);
  if (digits) {
    const delimiters = digits[0].replace(/[0-9]/g, '').length;
    return found(digits[1] === '.' && delimiters === 1 ? 'number' : 'date', digits, at);
  }
  const date = match(leading.dateWithWord, text, at);
  return date ? found('date', date, at) : found('number', match(leading.number, text, at)!, at);
}

/** A word that goes on with punctuation is a date or the name of a zone: `jan-2-2024`, `europe/paris`, `utc+3`. */
function wordAt(text: string, at: number, isToken: (word: string) => boolean): Found {
  const word = match(leading.word, text, at)!;
  const next = text[at + word[0].length] ?? '';
  const goesOn = /[-/.]/.test(next) || (/[+0-9]/.test(next) && !isToken(word[0].toLowerCase()));
  return goesOn ? found('date', match(leading.wordDate, text, at)!, at) : found('word', word, at);
}

function found(kind: FieldKind, { 0: text }: RegExpExecArray, at: number): Found {
  return { field: { kind, text: text.toLowerCase() }, end: at + text.length };
}

function match(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}

function isPunctuation(char: string): boolean {
  return /[!-/:-@[-`{-~]/.test(char);
}
