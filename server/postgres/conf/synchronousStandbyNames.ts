import type { Span } from './tree.ts';

/** A standby that commits may wait for; `*` stands for every one. */
export interface StandbyName extends Span {
  /** Without double quotes. */
  readonly name: string;
}

/** What `synchronous_standby_names` says. Offsets are into its value. */
export interface SynchronousStandbys {
  readonly method: 'priority' | 'quorum';
  /** How many must confirm a commit. */
  readonly count: number;
  readonly names: readonly StandbyName[];
}

/** Why the server refuses the value: `message` when the check hook has its own sentence, else the detail. */
export interface StandbyNamesRefusal extends Span {
  readonly message?: string;
  readonly detail?: string;
}

export type StandbyNamesRead =
  | { readonly standbys: SynchronousStandbys; readonly refusal?: undefined }
  | { readonly standbys?: undefined; readonly refusal: StandbyNamesRefusal };

interface Token extends Span {
  readonly kind: 'any' | 'first' | 'name' | 'number' | ',' | '(' | ')' | 'junk' | 'unterminated' | 'end';
  readonly text: string;
}

const tokenText =
  /[ \t\n\r\f\v]*("(?:[^"]|"")*"?|[A-Za-z_\u0080-\u{10ffff}][A-Za-z0-9_$\u0080-\u{10ffff}]*|[0-9]+|[^ \t\n\r\f\v])/uy;

/**
 * Reads a non-empty value as syncrep_scanner.l and syncrep_gram.y do, with the check hook's test of the number
 * (syncrep.c). An empty value means that no standby is waited for; it is not for this function.
 */
export function readSynchronousStandbyNames(value: string): StandbyNamesRead {
  const tokens = tokenize(value);
  let at = 0;
  const next = () => tokens[Math.min(at, tokens.length - 1)];
  const take = (kind: Token['kind']) => (next().kind === kind ? tokens[at++] : undefined);

  const method = take('any') ? 'quorum' : 'priority';
  const explicit = method === 'quorum' || take('first') !== undefined;
  const counted = explicit || (next().kind === 'number' && tokens[at + 1].kind === '(');
  const count = counted ? take('number') : undefined;
  if (counted && !(count && take('('))) return { refusal: syntaxError(next()) };

  const names: StandbyName[] = [];
  do {
    const name = take('name') ?? take('number');
    if (!name) return { refusal: syntaxError(next()) };
    names.push({ name: name.text, start: name.start, end: name.end });
  } while (take(','));
  if (counted && !take(')')) return { refusal: syntaxError(next()) };
  if (next().kind !== 'end') return { refusal: syntaxError(next()) };

  const needed = count ? atoi(count.text) : 1;
  if (needed > 0) return { standbys: { method, count: needed, names } };
  const message = `number of synchronous standbys (${needed}) must be greater than zero`;
  return { refusal: { message, start: count!.start, end: count!.end } };
}

function tokenize(value: string): Token[] {
  const tokens: Token[] = [];
  tokenText.lastIndex = 0;
  for (let found = tokenText.exec(value); found; found = tokenText.exec(value)) {
    const word = found[1];
    tokens.push({ ...kindOf(word), start: tokenText.lastIndex - word.length, end: tokenText.lastIndex });
  }
  tokens.push({ kind: 'end', text: '', start: value.length, end: value.length });
  return tokens;
}

function kindOf(word: string): Pick<Token, 'kind' | 'text'> {
  if (word[0] === '"') {
    const closed = word.length > 1 && (word.match(/"/g)!.length & 1) === 0;
    return closed
      ? { kind: 'name', text: word.slice(1, -1).replaceAll('""', '"') }
      : { kind: 'unterminated', text: word };
  }
  if (/^[0-9]/.test(word)) return { kind: 'number', text: word };
  if (word === ',' || word === '(' || word === ')') return { kind: word, text: word };
  if (/^any$/i.test(word)) return { kind: 'any', text: word };
  if (/^first$/i.test(word)) return { kind: 'first', text: word };
  if (word === '*' || /^[A-Za-z_\u0080-\u{10ffff}]/u.test(word)) return { kind: 'name', text: word };
  return { kind: 'junk', text: word };
}

function syntaxError(token: Token): StandbyNamesRefusal {
  const { start, end } = token;
  if (token.kind === 'unterminated')
    return { detail: 'unterminated quoted identifier at end of input', start, end };
  if (token.kind === 'end') return { detail: 'syntax error at end of input', start, end };
  // Of a quoted name the scanner remembers only the closing quote.
  const near = token.kind === 'name' && end - start > token.text.length ? '"' : token.text;
  return { detail: `syntax error at or near "${near}"`, start, end };
}

/** atoi of a C library with 64-bit longs, for digits only. */
function atoi(digits: string): number {
  const largest = 2n ** 63n - 1n;
  const value = BigInt(digits);
  return Number(BigInt.asIntN(32, value > largest ? largest : value));
}
