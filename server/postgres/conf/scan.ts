import type { Token, TokenKind } from './tree.ts';

// Characters from 0x80 on are letters to the server, which sees their bytes.
const word = /[A-Za-z_\x80-\uffff][A-Za-z_0-9\x80-\uffff\-.:/]*/y;
const plainWord = /^[^-.:/]+$/;
const twoPartWord = /^[^-.:/]+\.[A-Za-z_\x80-\uffff][^-.:/]*$/;
const integer = /[-+]?(?:0x[0-9a-fA-F]+|[0-9]+)[a-zA-Z]*/y;
const real = /[-+]?[0-9]*\.[0-9]*(?:[Ee][-+]?[0-9]+)?/y;

/**
 * The tokens of the line from `start` to `end` (its newline excluded), longest match first and ties to the
 * earlier rule, as guc-file.l scans it.
 */
export function scanLine(text: string, start: number, end: number): Token[] {
  const tokens: Token[] = [];
  let at = start;
  while (at < end) {
    const code = text.charCodeAt(at);
    if (code === 0x20 || code === 0x09 || code === 0x0d) {
      at++;
      continue;
    }
    const token = scanToken(text, at, end, code);
    tokens.push(token);
    at = token.end;
  }
  return tokens;
}

function scanToken(text: string, start: number, end: number, code: number): Token {
  if (code === 0x23) return { kind: 'comment', start, end };
  if (code === 0x3d) return { kind: 'equals', start, end: start + 1 };
  if (code === 0x27) return scanQuoted(text, start, end);
  if (code >= 0x80 || code === 0x5f || isAsciiLetter(code)) return scanWord(text, start);
  return scanNumber(text, start) ?? { kind: 'error', start, end: start + 1 };
}

function isAsciiLetter(code: number): boolean {
  const lower = code | 0x20;
  return lower >= 0x61 && lower <= 0x7a;
}

function scanWord(text: string, start: number): Token {
  const found = match(word, text, start)!;
  const kind: TokenKind = plainWord.test(found) ? 'id' : twoPartWord.test(found) ? 'qualifiedId' : 'unquoted';
  return { kind, start, end: start + found.length };
}

function scanNumber(text: string, start: number): Token | undefined {
  const asInteger = match(integer, text, start);
  const asReal = match(real, text, start);
  if (asReal && asReal.length > (asInteger?.length ?? 0))
    return { kind: 'real', start, end: start + asReal.length };
  return asInteger ? { kind: 'integer', start, end: start + asInteger.length } : undefined;
}

/** An unterminated string backs up to the last quote that could have closed it; without one the quote is an error. */
function scanQuoted(text: string, start: number, end: number): Token {
  let closed = -1;
  for (let at = start + 1; at < end; at++) {
    const code = text.charCodeAt(at);
    if (code === 0x5c) at++;
    else if (code === 0x27) {
      closed = at + 1;
      if (text.charCodeAt(closed) !== 0x27) break;
      at++;
    }
  }
  return closed < 0 ? { kind: 'error', start, end: start + 1 } : { kind: 'string', start, end: closed };
}

function match(pattern: RegExp, text: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0];
}
