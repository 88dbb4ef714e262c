const encoder = new TextEncoder();
const lenient = new TextDecoder('utf-8', { ignoreBOM: true });

/**
 * A configuration file's bytes as text: UTF-8, or a character a byte when they are no valid UTF-8. The grammar
 * takes both alike. A byte order mark stays, as the server does not skip it.
 */
export function decodeConf(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { ignoreBOM: true, fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('latin1').decode(bytes);
  }
}

/** How many bytes `text` has in UTF-8: the length that the server counts. */
export function byteLength(text: string): number {
  return encoder.encode(text).length;
}

const backslash = 0x5c;
const quote = 0x27;
const controls: Readonly<Record<string, number>> = { b: 8, f: 12, n: 10, r: 13, t: 9 };

/**
 * What a quoted token stands for: DeescapeQuotedString in guc-file.l. A `\0` ends the text, as it does for the
 * server, whose strings end there.
 */
export function unquote(token: string): string {
  const inner = token.slice(1, -1);
  if (!inner.includes('\\')) return inner.replaceAll("''", "'");
  const made: number[] = [];
  const bytes = encoder.encode(inner);
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
  return lenient.decode(Uint8Array.from(nul < 0 ? made : made.slice(0, nul)));
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
