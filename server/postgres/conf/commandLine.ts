import { readShellTokens, type ShellToken, type Word } from './shellTokens.ts';
import type { Span } from './tree.ts';

/** `2>>/tmp/log`: where a command's input or output goes. */
export interface Redirection extends Span {
  readonly operator: string;
  readonly target?: Word;
}

export interface SimpleCommand extends Span {
  readonly kind: 'simple';
  /** With assignments before the program taken away. */
  readonly words: readonly Word[];
  readonly redirections: readonly Redirection[];
}

/** `( ... )` or `{ ...; }` */
export interface GroupCommand extends Span {
  readonly kind: 'group';
  /** In round brackets: a process of its own, which an `exit` ends. */
  readonly subshell: boolean;
  readonly body: CommandList;
  readonly redirections: readonly Redirection[];
}

/** `if`, `while`, `case` and the like: only its words are known. */
export interface CompoundCommand extends Span {
  readonly kind: 'compound';
  readonly words: readonly Word[];
}

export type Command = SimpleCommand | GroupCommand | CompoundCommand;

/** Commands joined by `|`. */
export interface Pipeline extends Span {
  readonly negated: boolean;
  readonly commands: readonly Command[];
}

/** A pipeline, and how it is joined to the one before. */
export interface ListItem {
  readonly joined: 'first' | '&&' | '||' | ';';
  readonly pipeline: Pipeline;
  /** Ended by `&`: the shell does not wait for it. */
  readonly background: boolean;
}

export type CommandList = readonly ListItem[];

/** A shell command as far as advice needs it. Offsets are into the command's text. */
export interface CommandLine {
  readonly list: CommandList;
  /** What a POSIX shell would stumble over. */
  readonly fault?: Span & { readonly message: string };
}

const compoundEnds: ReadonlyMap<string, string> = new Map([
  ['if', 'fi'],
  ['case', 'esac'],
  ['for', 'done'],
  ['while', 'done'],
  ['until', 'done'],
]);

const deepestGroup = 50;

/** Reads a command as `sh -c` would. Never throws; what follows a fault is left out. */
export function readCommandLine(text: string): CommandLine {
  const { tokens, fault } = readShellTokens(text);
  const reader: Reader = { tokens, at: 0, end: text.length };
  const list = readList(reader, 0);
  const rest = reader.tokens[reader.at];
  if (fault) return { list, fault };
  if (rest) return { list, fault: { ...place(rest), message: `"${rest.text}" is not expected here` } };
  return { list, fault: reader.unfinished ?? endFault(tokens) };
}

/** A command must follow `&&`, `||` and `|`. */
function endFault(tokens: readonly ShellToken[]): CommandLine['fault'] {
  const last = tokens.findLast(({ operator }) => operator !== '\n');
  if (!last || !/^(?:&&|\|\|?|\|&)$/.test(last.operator ?? '')) return undefined;
  return { ...place(last), message: `nothing follows "${last.text}"` };
}

interface Reader {
  readonly tokens: readonly ShellToken[];
  readonly end: number;
  at: number;
  /** A bracket or a word like `if` that nothing closes. */
  unfinished?: CommandLine['fault'];
}

function readList(reader: Reader, depth: number): CommandList {
  const items: ListItem[] = [];
  let joined: ListItem['joined'] = 'first';
  for (;;) {
    skipNewlines(reader);
    const pipeline = readPipeline(reader, depth);
    if (!pipeline) return items;
    const operator = reader.tokens[reader.at]?.operator;
    const separated = operator !== undefined && ['&&', '||', ';', '&', '\n'].includes(operator);
    if (separated) reader.at++;
    items.push({ joined, pipeline, background: operator === '&' });
    if (!separated) return items;
    joined = operator === '&&' || operator === '||' ? operator : ';';
  }
}

function readPipeline(reader: Reader, depth: number): Pipeline | undefined {
  const start = reader.tokens[reader.at]?.start ?? reader.end;
  let negated = false;
  for (; isWord(reader, '!'); reader.at++) negated = !negated;
  const commands: Command[] = [];
  for (;;) {
    const command = readCommand(reader, depth);
    if (!command) break;
    commands.push(command);
    const operator = reader.tokens[reader.at]?.operator;
    if (operator !== '|' && operator !== '|&') break;
    reader.at++;
    skipNewlines(reader);
  }
  return commands.length ? { negated, commands, start, end: commands.at(-1)!.end } : undefined;
}

function readCommand(reader: Reader, depth: number): Command | undefined {
  const token = reader.tokens[reader.at];
  if (!token) return undefined;
  if (token.operator === '(' && depth < deepestGroup) return readGroup(reader, ')', depth);
  if (isWord(reader, '{') && depth < deepestGroup) return readGroup(reader, '}', depth);
  const end = token.word && compoundEnds.get(token.text);
  return end ? readCompound(reader, token.text, end) : readSimple(reader);
}

function readGroup(reader: Reader, closing: string, depth: number): GroupCommand | undefined {
  const opening = reader.tokens[reader.at++];
  const { start } = opening;
  const body = readList(reader, depth + 1);
  const last = reader.tokens[reader.at];
  if (!last) reader.unfinished = { ...place(opening), message: `"${opening.text}" is not closed` };
  if (last?.text !== closing) return undefined;
  reader.at++;
  const redirections: Redirection[] = [];
  while (reader.tokens[reader.at]?.redirects) redirections.push(readRedirection(reader));
  const subshell = closing === ')';
  return { kind: 'group', subshell, body, redirections, start, end: redirections.at(-1)?.end ?? last.end };
}

function readCompound(reader: Reader, opening: string, closing: string): CompoundCommand {
  const first = reader.tokens[reader.at];
  const words: Word[] = [];
  let open = 0;
  let last = first;
  while (reader.at < reader.tokens.length) {
    last = reader.tokens[reader.at++];
    if (last.word) words.push(last.word);
    if (last.text === opening) open++;
    else if (last.text === closing && --open === 0) break;
  }
  if (open > 0) reader.unfinished = { ...place(first), message: `"${opening}" lacks its "${closing}"` };
  return { kind: 'compound', words, start: first.start, end: last.end };
}

function readSimple(reader: Reader): SimpleCommand | undefined {
  const start = reader.tokens[reader.at].start;
  const words: Word[] = [];
  const redirections: Redirection[] = [];
  let end = start;
  for (let token = reader.tokens[reader.at]; token; token = reader.tokens[reader.at]) {
    if (token.redirects) redirections.push(readRedirection(reader));
    else if (!token.word || (token.text === '}' && words.length === 0)) break;
    else {
      reader.at++;
      const assignment = words.length === 0 && /^[A-Za-z_][A-Za-z0-9_]*=/.test(token.text);
      if (!assignment) words.push(token.word);
    }
    end = reader.tokens[reader.at - 1].end;
  }
  return end > start ? { kind: 'simple', words, redirections, start, end } : undefined;
}

function readRedirection(reader: Reader): Redirection {
  const token = reader.tokens[reader.at++];
  const target = reader.tokens[reader.at]?.word;
  if (target) reader.at++;
  return { operator: token.operator!, target, start: token.start, end: target?.end ?? token.end };
}

function isWord(reader: Reader, text: string): boolean {
  const token = reader.tokens[reader.at];
  return token?.word !== undefined && token.text === text;
}

function skipNewlines(reader: Reader): void {
  while (reader.tokens[reader.at]?.operator === '\n') reader.at++;
}

function place({ start, end }: Span): Span {
  return { start, end };
}
