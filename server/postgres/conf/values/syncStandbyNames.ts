import { lowerCase } from '../catalogue.ts';

interface SyncToken {
  readonly kind: 'any' | 'first' | 'name' | 'number' | ',' | '(' | ')' | 'junk' | 'end' | 'open';
  readonly text: string;
  /** As the server's scanner shows it. */
  readonly shown?: string;
}

/** What a value of synchronous_standby_names asks for. */
export interface SyncStandbys {
  readonly method: 'first' | 'any';
  readonly count: number;
  readonly names: readonly string[];
}

const word = /[A-Za-z_\x80-\uffff][A-Za-z_0-9$\x80-\uffff]*/y;
const number = /[0-9]+/y;
const quoted = /"((?:[^"]|"")*)"/y;

/** Either what the value means or the server's own complaint: syncrep_scanner.l and syncrep_gram.y. */
export function parseSyncStandbyNames(text: string): SyncStandbys | { readonly fault: string } {
  const tokens = scan(text);
  let at = 0;
  const fault = () => ({ fault: describe(tokens[at]) });
  const accept = (kind: SyncToken['kind']) => (tokens[at].kind === kind ? tokens[at++] : undefined);

  const method = accept('any') ?? accept('first');
  const counted = method || (tokens[0].kind === 'number' && tokens[1].kind === '(');
  let count = '1';
  if (counted) {
    const given = accept('number');
    if (!given || !accept('(')) return fault();
    count = given.text;
  }
  const names: string[] = [];
  do {
    const name = accept('name') ?? accept('number');
    if (!name) return fault();
    names.push(name.text);
  } while (accept(','));
  if (counted && !accept(')')) return fault();
  if (!accept('end')) return fault();
  return { method: method?.kind === 'any' ? 'any' : 'first', count: toInt(count), names };
}

function describe(token: SyncToken): string {
  if (token.kind === 'open') return 'unterminated quoted identifier at end of input';
  return token.kind === 'end'
    ? 'syntax error at end of input'
    : `syntax error at or near "${token.shown ?? token.text}"`;
}

/** The last token is always `end`, or `open` for a quote that nothing closes. */
function scan(text: string): SyncToken[] {
  const tokens: SyncToken[] = [];
  let at = 0;
  while (at < text.length) {
    const char = text[at];
    if (/[ \t\n\r\f\v]/.test(char)) {
      at++;
      continue;
    }
    const [token, length] = scanOne(text, at, char);
    tokens.push(token);
    if (token.kind === 'open') return tokens;
    at += length;
  }
  tokens.push({ kind: 'end', text: '' });
  return tokens;
}

function scanOne(text: string, at: number, char: string): [SyncToken, number] {
  const name = matchAt(word, text, at)?.[0];
  if (name !== undefined) {
    const lower = lowerCase(name);
    const kind = lower === 'any' || lower === 'first' ? lower : 'name';
    return [{ kind, text: name }, name.length];
  }
  const digits = matchAt(number, text, at)?.[0];
  if (digits !== undefined) return [{ kind: 'number', text: digits }, digits.length];
  if (char === '"') {
    const found = matchAt(quoted, text, at);
    if (!found) return [{ kind: 'open', text: '' }, 1];
    // The closing quote is the last that the scanner matched.
    return [{ kind: 'name', text: found[1].replaceAll('""', '"'), shown: '"' }, found[0].length];
  }
  if (char === '*') return [{ kind: 'name', text: '*' }, 1];
  if (char === ',' || char === '(' || char === ')') return [{ kind: char, text: char }, 1];
  return [{ kind: 'junk', text: char }, 1];
}

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}

/** atoi(): what does not fit a long becomes the greatest one, of which an int keeps the low half. */
function toInt(digits: string): number {
  const greatest = 2n ** 63n - 1n;
  const value = BigInt(digits);
  return Number(BigInt.asIntN(32, value > greatest ? greatest : value));
}
