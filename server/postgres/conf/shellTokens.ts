import type { Span } from './tree.ts';

/** A word of a shell command. */
export interface Word extends Span {
  /** Without quotes and backslashes; `$name` and the like stay as written. */
  readonly text: string;
  /** The shell replaces nothing in it: no `$`, no backquote, no pattern. */
  readonly literal: boolean;
}

/** A word or an operator, in the order of the text. */
export interface ShellToken extends Span {
  /** As written. */
  readonly text: string;
  readonly word?: Word;
  /** Without the number of a file before it. */
  readonly operator?: string;
  /** The operator of a redirection. */
  readonly redirects?: true;
}

export interface ShellTokens {
  readonly tokens: readonly ShellToken[];
  readonly fault?: Span & { readonly message: string };
}

const gap = /(?:[ \t\r]|\\\n)*(?:#[^\n]*)?/y;
const control = /&&|\|\||;;|\|&|[;&|()\n]/y;
const redirection = /(?:[0-9]*(?:<<-|<<|<&|<>|>>|>&|>\||[<>])|&>>?)/y;

/** Cuts a command into words and operators as a POSIX shell does; stops at a quote that nothing closes. */
export function readShellTokens(text: string): ShellTokens {
  const tokens: ShellToken[] = [];
  let at = 0;
  for (;;) {
    at += matchAt(gap, text, at).length;
    if (at >= text.length) return { tokens };
    const redirects = matchAt(redirection, text, at);
    const operator = redirects || matchAt(control, text, at);
    if (operator) {
      const span = { start: at, end: at + operator.length };
      const bare = operator.replace(/^[0-9]+/, '');
      tokens.push({ ...span, text: operator, operator: bare, ...(redirects ? { redirects: true } : {}) });
      at = span.end;
      continue;
    }
    const word = readWord(text, at);
    if ('message' in word) return { tokens, fault: word };
    const { start, end } = word;
    tokens.push({ start, end, text: text.slice(start, end), word });
    at = end;
  }
}

const plain = /[^ \t\r\n'"\\$`;&|()<>]+/y;
const inDoubleQuotes = /[^"\\$`]+/y;
const expansion = /\$(?:[A-Za-z_][A-Za-z0-9_]*|[0-9@*#?$!-])?/y;

type Fault = Span & { readonly message: string };

function readWord(text: string, start: number): Word | Fault {
  let made = '';
  let literal = true;
  let quoted = false;
  let at = start;
  while (at < text.length) {
    const char = text[at];
    const run = matchAt(quoted ? inDoubleQuotes : plain, text, at);
    if (run) {
      made += run;
      if (!quoted && /[*?[]/.test(run)) literal = false;
      at += run.length;
    } else if (char === '"') {
      quoted = !quoted;
      at++;
    } else if (char === "'") {
      const end = text.indexOf("'", at + 1);
      if (end < 0) return { message: 'a single quote is not closed', start: at, end: text.length };
      made += text.slice(at + 1, end);
      at = end + 1;
    } else if (char === '\\') {
      made += escaped(text, at, quoted);
      at += 2;
    } else if (char === '$' || char === '`') {
      const end = expansionEnd(text, at);
      if (end === undefined)
        return { message: `${text.slice(at, at + 2)} is not closed`, start: at, end: text.length };
      made += text.slice(at, end);
      literal = false;
      at = end;
    } else break;
  }
  if (quoted) return { message: 'a double quote is not closed', start, end: text.length };
  return { text: made, literal, start, end: Math.min(at, text.length) };
}

/** Within double quotes a backslash keeps itself before anything but these. */
function escaped(text: string, at: number, quoted: boolean): string {
  const next = text[at + 1] ?? '';
  if (next === '\n') return '';
  return quoted && !'$`"\\'.includes(next) ? `\\${next}` : next || '\\';
}

/** Where `$name`, `${...}`, `$(...)` or a backquoted command ends; undefined when nothing closes it. */
function expansionEnd(text: string, at: number): number | undefined {
  if (text[at] === '`') return closingBackquote(text, at + 1);
  const next = text[at + 1];
  if (next === '(' || next === '{') return closingBracket(text, at + 1);
  return at + matchAt(expansion, text, at).length;
}

function closingBackquote(text: string, from: number): number | undefined {
  for (let at = from; at < text.length; at++) {
    if (text[at] === '\\') at++;
    else if (text[at] === '`') return at + 1;
  }
  return undefined;
}

/** Counts brackets outside of quotes, which is enough for what people write into a configuration file. */
function closingBracket(text: string, from: number): number | undefined {
  const opening = text[from];
  const closing = opening === '(' ? ')' : '}';
  let open = 0;
  for (let at = from; at < text.length; at++) {
    const char = text[at];
    if (char === '\\') at++;
    else if (char === "'") {
      const end = text.indexOf("'", at + 1);
      if (end < 0) return undefined;
      at = end;
    } else if (char === opening) open++;
    else if (char === closing && --open === 0) return at + 1;
  }
  return undefined;
}

function matchAt(pattern: RegExp, text: string, at: number): string {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0] ?? '';
}
