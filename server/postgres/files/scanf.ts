/**
 * The part of C's scanf that the server parses its text files with. Imitated because its leniency decides
 * whether a server accepts a file: white space in `format` matches any white space or none, and after a
 * failure the text stays consumed up to the first character that did not fit.
 */
export interface Scanned {
  /** The conversions that succeeded, in order. */
  readonly values: readonly (number | string)[];
  /** Where the next scan goes on. */
  readonly next: number;
}

const space = /[ \t\n\v\f\r]/;

/** Takes `%u %d %X %s %c %[^\n]`, each with an optional width, and literals, as glibc's sscanf does. */
export function scanf(text: string, format: string, start = 0): Scanned {
  const values: (number | string)[] = [];
  let at = start;
  for (const [part, width, kind] of format.matchAll(/%(\d*)([udXsc]|\[\^\n\])|\s+|[^%\s]/g)) {
    if (kind === undefined) {
      if (space.test(part)) at = skipSpace(text, at);
      else if (text[at] === part) at++;
      else return { values, next: at };
      continue;
    }
    const limit = width ? Number(width) : Number.POSITIVE_INFINITY;
    const found = convert(text, at, kind, limit);
    if (!found) return { values, next: at };
    values.push(found.value);
    at = found.next;
  }
  return { values, next: at };
}

interface Converted {
  readonly value: number | string;
  readonly next: number;
}

function convert(text: string, at: number, kind: string, limit: number): Converted | undefined {
  if (kind === 'u') return scanUnsigned(text, skipSpace(text, at), 10, limit);
  if (kind === 'd') return scanSigned(text, skipSpace(text, at), limit);
  if (kind === 'X') return scanUnsigned(text, skipSpace(text, at), 16, limit);
  if (kind === 'c') return at < text.length ? { value: text[at], next: at + 1 } : undefined;
  const from = kind === 's' ? skipSpace(text, at) : at;
  const stop = kind === 's' ? space : /\n/;
  let end = from;
  while (end < text.length && end - from < limit && !stop.test(text[end])) end++;
  return end > from ? { value: text.slice(from, end), next: end } : undefined;
}

/** `strtoul` into 32 bits: sign, `0x` before hexadecimal digits, the largest 64-bit number when there are too many. */
function scanUnsigned(text: string, at: number, base: 10 | 16, limit: number): Converted | undefined {
  const pattern = base === 10 ? /([+-]?)()(\d+)/y : /([+-]?)(0[xX])?([0-9a-fA-F]+)?/y;
  const window = text.slice(at, Number.isFinite(limit) ? at + limit : undefined);
  const match = pattern.exec(window);
  if (!match || !(match[2] || match[3])) return undefined;
  const digits = match[3] ?? '0';
  const magnitude = digits.length > 32 ? 2n ** 64n : BigInt(base === 10 ? digits : `0x${digits}`);
  const clamped = magnitude >= 2n ** 64n ? 2n ** 64n - 1n : magnitude;
  const value = Number(BigInt.asUintN(32, match[1] === '-' ? -clamped : clamped));
  return { value, next: at + match[0].length };
}

/** `strtol` into 32 bits: what 64 bits cannot hold is the nearest number that they can. */
function scanSigned(text: string, at: number, limit: number): Converted | undefined {
  const window = text.slice(at, Number.isFinite(limit) ? at + limit : undefined);
  const [digits] = /^[+-]?\d+/.exec(window) ?? [];
  if (digits === undefined) return undefined;
  const most = 2n ** 63n;
  const value = BigInt(digits.replace('+', ''));
  const clamped = value >= most ? most - 1n : value < -most ? -most : value;
  return { value: Number(BigInt.asIntN(32, clamped)), next: at + digits.length };
}

function skipSpace(text: string, at: number): number {
  let next = at;
  while (next < text.length && space.test(text[next])) next++;
  return next;
}
