import { type Major, sinceMajor } from '../majors.ts';
import { isConninfoKeyword, translated } from './conninfoKeywords.ts';
import type { Conninfo, ConninfoParameter, ConninfoRefusal } from './conninfoParameters.ts';
import type { Span } from './tree.ts';

/** `postgresql://` or `postgres://` when the text begins so, else undefined. */
export function uriPrefix(text: string): string | undefined {
  return /^postgres(?:ql)?:\/\//.exec(text)?.[0];
}

/** Reads a connection URI: conninfo_uri_parse_options in fe-connect.c. */
export function readConninfoUri(text: string, major: Major): Conninfo {
  const parameters: ConninfoParameter[] = [];
  const refusal = new UriReader(text, major, parameters).read();
  return { form: 'uri', parameters, refusal };
}

type Decoded = { readonly text: string } | { readonly refused: string };

/** Walks through a URI once; each step returns the refusal that ends it. */
class UriReader {
  readonly #text: string;
  readonly #major: Major;
  readonly #parameters: ConninfoParameter[];
  #at: number;

  constructor(text: string, major: Major, parameters: ConninfoParameter[]) {
    this.#text = text;
    this.#major = major;
    this.#parameters = parameters;
    this.#at = uriPrefix(text)!.length;
  }

  read(): ConninfoRefusal | undefined {
    return this.#credentials() ?? this.#hosts() ?? this.#database() ?? this.#query();
  }

  #credentials(): ConninfoRefusal | undefined {
    const end = this.#find(/[@/]/g, this.#at);
    if (this.#text[end] !== '@') return undefined;
    const colon = this.#find(/[:@]/g, this.#at);
    const user = { start: this.#at, end: colon };
    const password = { start: colon + 1, end };
    this.#at = end + 1;
    return this.#store('user', user) ?? (colon < end ? this.#store('password', password) : undefined);
  }

  #hosts(): ConninfoRefusal | undefined {
    const hosts: string[] = [];
    const ports: string[] = [];
    const from = this.#at;
    let portsFrom = this.#at;
    do {
      if (hosts.length) this.#at++;
      const host = this.#text[this.#at] === '[' ? this.#bracketed() : this.#plainHost();
      if (typeof host !== 'string') return host;
      hosts.push(host);
      let port = '';
      if (this.#text[this.#at] === ':') {
        if (ports.every(earlier => earlier === '')) portsFrom = this.#at + 1;
        port = this.#take(/[/?,]/g, this.#at + 1);
      }
      ports.push(port);
    } while (this.#text[this.#at] === ',');
    const span = { start: from, end: this.#at };
    return (
      this.#store('host', span, hosts.join()) ??
      this.#store('port', { start: portsFrom, end: this.#at }, ports.join())
    );
  }

  #plainHost(): string {
    return this.#take(/[:/?,]/g, this.#at);
  }

  #bracketed(): string | ConninfoRefusal {
    const start = this.#at + 1;
    const end = this.#find(/\]/g, start);
    const whole = { start: this.#at, end: this.#text.length };
    if (end === this.#text.length) {
      const message = `end of string reached when looking for matching "]" in IPv6 host address in URI: "${this.#text}"`;
      return { message, ...whole };
    }
    if (end === start)
      return { message: `IPv6 host address may not be empty in URI: "${this.#text}"`, ...whole };
    this.#at = end + 1;
    const next = this.#text[this.#at];
    if (next === undefined || ':/?,'.includes(next)) return this.#text.slice(start, end);
    const position = new TextEncoder().encode(this.#text.slice(0, this.#at)).length + 1;
    const message = `unexpected character "${next}" at position ${position} in URI (expected ":" or "/"): "${this.#text}"`;
    return { message, start: this.#at, end: this.#at + 1 };
  }

  #database(): ConninfoRefusal | undefined {
    if (this.#text[this.#at] !== '/') return undefined;
    const start = this.#at + 1;
    this.#take(/\?/g, start);
    return this.#store('dbname', { start, end: this.#at });
  }

  #query(): ConninfoRefusal | undefined {
    this.#at++;
    while (this.#at < this.#text.length) {
      const start = this.#at;
      const written = this.#take(/&/g, start);
      this.#at++;
      const refusal = this.#parameter(written, start);
      if (refusal) return refusal;
    }
    return undefined;
  }

  #parameter(written: string, start: number): ConninfoRefusal | undefined {
    const span = { start, end: start + written.length };
    const equals = written.indexOf('=');
    if (equals < 0) {
      const message = `missing key/value separator "=" in URI query parameter: "${written}"`;
      return { message, ...span };
    }
    if (written.includes('=', equals + 1)) {
      // libpq has cut the text at the first sign by then.
      const message = `extra key/value separator "=" in URI query parameter: "${written.slice(0, equals)}"`;
      return { message, ...span };
    }
    const keyword = this.#decode(written.slice(0, equals));
    if ('refused' in keyword) return { message: keyword.refused, ...span };
    const value = this.#decode(written.slice(equals + 1));
    if ('refused' in value) return { message: value.refused, ...span };
    const jdbc = keyword.text === 'ssl' && value.text === 'true';
    const stored = jdbc ? { keyword: 'sslmode', value: 'require' } : translated(keyword.text, value.text);
    const keywordSpan = { start, end: start + equals };
    if (!isConninfoKeyword(stored.keyword, this.#major))
      return { message: `invalid URI query parameter: "${keyword.text}"`, ...keywordSpan };
    this.#parameters.push({
      ...stored,
      keywordSpan,
      valueSpan: { start: start + equals + 1, end: span.end },
    });
    return undefined;
  }

  #store(
    keyword: string,
    valueSpan: Span,
    written = this.#text.slice(valueSpan.start, valueSpan.end),
  ): ConninfoRefusal | undefined {
    if (written === '') return undefined;
    const decoded = this.#decode(written);
    if ('refused' in decoded) return { message: decoded.refused, ...valueSpan };
    this.#parameters.push({ keyword, value: decoded.text, valueSpan });
    return undefined;
  }

  #decode(written: string): Decoded {
    return sinceMajor(decoders, this.#major)!(written);
  }

  #take(until: RegExp, from: number): string {
    this.#at = this.#find(until, from);
    return this.#text.slice(from, this.#at);
  }

  #find(until: RegExp, from: number): number {
    until.lastIndex = from;
    return until.exec(this.#text)?.index ?? this.#text.length;
  }
}

/** conninfo_uri_decode; from 18 on blanks around the text are dropped, and refused within it. */
const decoders = {
  10: percentDecode,
  18: (written: string): Decoded => {
    const trimmed = written.replace(/^ +|(?<! ) +$/g, '');
    const decoded = percentDecode(trimmed.replace(/ [\s\S]*$/, ''), written);
    if ('refused' in decoded || !trimmed.includes(' ')) return decoded;
    return { refused: `unexpected spaces found in "${written}", use percent-encoded spaces (%20) instead` };
  },
} as const;

function percentDecode(written: string, whole = written): Decoded {
  const bad = /%(?![0-9A-Fa-f]{2})/.exec(written);
  const nul = written.indexOf('%00');
  if (nul >= 0 && !(bad && bad.index < nul))
    return { refused: `forbidden value %00 in percent-encoded value: "${whole}"` };
  if (bad) return { refused: `invalid percent-encoded token: "${whole}"` };
  const bytes: number[] = [];
  for (const byte of new TextEncoder().encode(written)) bytes.push(byte);
  return { text: decodeBytes(bytes) };
}

function decodeBytes(bytes: readonly number[]): string {
  const made: number[] = [];
  for (let at = 0; at < bytes.length; at++) {
    const escaped = bytes[at] === 0x25;
    made.push(escaped ? Number.parseInt(String.fromCharCode(bytes[at + 1], bytes[at + 2]), 16) : bytes[at]);
    if (escaped) at += 2;
  }
  return new TextDecoder().decode(Uint8Array.from(made));
}
