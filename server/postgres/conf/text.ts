const encoder = new TextEncoder();

const strict = new TextDecoder('utf-8', { ignoreBOM: true, fatal: true });
const firstEscape = 0xdc00;
const escapes = /(?<![\ud800-\udbff])[\udc80-\udcff]/g;

/**
 * A configuration file's bytes as text. Bytes that are no UTF-8 become lone surrogates (0xDC00 + byte), letters to the
 * grammar as such bytes are to the server's. A byte order mark stays, as the server does not skip it.
 */
export function decodeConf(bytes: Uint8Array): string {
  try {
    return strict.decode(bytes);
  } catch {
    return decodeWithEscapes(bytes);
  }
}

function decodeWithEscapes(bytes: Uint8Array): string {
  const parts: string[] = [];
  let at = 0;
  while (at < bytes.length) {
    const length = sequenceLength(bytes, at);
    const end = at + Math.max(length, 1);
    parts.push(
      length ? strict.decode(bytes.subarray(at, end)) : String.fromCharCode(firstEscape + bytes[at]),
    );
    at = end;
  }
  return parts.join('');
}

/** How many bytes from `at` make one character in UTF-8; 0 when none does. */
function sequenceLength(bytes: Uint8Array, at: number): number {
  const first = bytes[at];
  const length =
    first < 0x80 ? 1 : first < 0xc2 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : first < 0xf5 ? 4 : 0;
  try {
    strict.decode(bytes.subarray(at, at + length));
    return at + length <= bytes.length ? length : 0;
  } catch {
    return 0;
  }
}

/** The bytes that a text of `decodeConf` came from. */
export function encodeConf(text: string): Uint8Array {
  if (text.search(escapes) < 0) return encoder.encode(text);
  const parts = text.split(/((?<![\ud800-\udbff])[\udc80-\udcff])/);
  return Uint8Array.from(
    parts.flatMap((part, i) => (i % 2 ? [part.charCodeAt(0) - firstEscape] : [...encoder.encode(part)])),
  );
}

/** For eyes: bytes that are no UTF-8 as `\xNN`. */
export function printable(text: string): string {
  return text.replace(escapes, byte => `\\x${(byte.charCodeAt(0) - firstEscape).toString(16)}`);
}

/** How many bytes `text` has: the length that the server counts. */
export function byteLength(text: string): number {
  return encodeConf(text).length;
}

const backslash = 0x5c;
const quote = 0x27;
const controls: Readonly<Record<string, number>> = { b: 8, f: 12, n: 10, r: 13, t: 9 };

/**
 * What a quoted token stands for: DeescapeQuotedString in guc-file.l. A `\0` ends the text, as it does for the
 * server, whose strings end there; a NUL byte itself takes the byte before it along, taken for the closing quote.
 */
export function unquote(token: string): string {
  const inner = token.split('\0', 1)[0].slice(1, -1);
  if (!inner.includes('\\')) return inner.replaceAll("''", "'");
  const made: number[] = [];
  const bytes = encodeConf(inner);
  for (let at = 0; at < bytes.length; at++) {
    if (bytes[at] === backslash) {
      const octal = octalLength(bytes, at + 1);
      made.push(octal ? octalByte(bytes, at + 1, octal) : escaped(bytes[at + 1]));
      at += octal || 1;
    } else {
      made.push(bytes[at]);
      if (bytes[at] === quote) at++;
    }
  }
  const nul = made.indexOf(0);
  return decodeConf(Uint8Array.from(nul < 0 ? made : made.slice(0, nul)));
}

function escaped(byte: number): number {
  return controls[String.fromCharCode(byte)] ?? byte;
}

function octalLength(bytes: Uint8Array, from: number): number {
  let length = 0;
  while (length < 3 && bytes[from + length] >= 0x30 && bytes[from + length] <= 0x37) length++;
  return length;
}

function octalByte(bytes: Uint8Array, from: number, length: number): number {
  let value = 0;
  for (let i = 0; i < length; i++) value = value * 8 + bytes[from + i] - 0x30;
  return value & 0xff;
}

/** Whether something else is to be put in before the server reads it: `{{ name }}`, `${NAME}`, `<%= name %>`, `@NAME@`. */
export function isTemplate(text: string): boolean {
  return /[{}$<>@]/.test(text);
}
