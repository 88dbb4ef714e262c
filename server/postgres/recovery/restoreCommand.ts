import type { ByteSource } from '../../bytes/byteSource.ts';
import {
  type Command,
  type CommandList,
  type CompoundCommand,
  type Pipeline,
  readCommandLine,
  type SimpleCommand,
} from '../conf/commandLine.ts';
import { fileCopy } from '../conf/rules/shell/fileCopies.ts';
import { type Program, programOf } from '../conf/rules/shell/program.ts';
import type { WalArchive } from './forecastTypes.ts';

/** How a restore command ends, without being run: by a status or a signal, with the file that it has put in place. */
export interface CommandEnd {
  readonly status: number;
  readonly signal?: number;
  readonly restored?: ByteSource;
}

/** A command that is not understood; the message tells the user what. */
export class NotUnderstood extends Error {}

/** What one call of the command is about. */
export interface CommandCall {
  /** The command with its placeholders replaced. */
  readonly text: string;
  /** %f */
  readonly file: string;
  /** %p */
  readonly target: string;
  /** The archive that a folder named in the command stands for. */
  readonly archive: (folder: string) => Promise<WalArchive | undefined>;
  /** Files that `mv` has taken out of the archive, in this call and in those before. */
  readonly takenAway?: Set<string>;
}

interface Run {
  readonly call: CommandCall;
  restored?: ByteSource;
  /** `exit` or a signal has ended the shell. */
  ended?: CommandEnd;
}

const notFound = 1;
/** The shell itself cannot open the file to read from. PostgreSQL runs commands with sh: this is dash's answer. */
const notOpened = 2;

/** Follows a restore command through the usual shell constructs. Throws NotUnderstood where that is not possible. */
export async function followRestoreCommand(call: CommandCall): Promise<CommandEnd> {
  const run: Run = { call };
  const status = await runText(call.text, run);
  return { ...(run.ended ?? { status }), restored: run.restored };
}

async function runText(text: string, run: Run): Promise<number> {
  const { list, fault } = readCommandLine(text);
  if (fault) throw new NotUnderstood(`restore_command is not understood: ${fault.message}`);
  return runList(list, text, run);
}

async function runList(list: CommandList, text: string, run: Run): Promise<number> {
  let status = 0;
  for (const { joined, pipeline, background } of list) {
    if (background) throw new NotUnderstood('restore_command leaves a process in the background');
    if ((joined === '&&' && status !== 0) || (joined === '||' && status === 0)) continue;
    status = await runPipeline(pipeline, text, run);
    if (run.ended) return run.ended.status;
  }
  return status;
}

async function runPipeline(pipeline: Pipeline, text: string, run: Run): Promise<number> {
  const { commands, negated } = pipeline;
  const status =
    commands.length === 1 ? await runCommand(commands[0], text, run) : await decompressingPipe(commands, run);
  return negated ? Number(status === 0) : status;
}

async function runCommand(command: Command, text: string, run: Run): Promise<number> {
  if (command.kind === 'compound') return runCompound(command, text, run);
  if (command.kind === 'simple') return runSimple(command, run);
  const inner: Run = { call: run.call, restored: run.restored };
  const status = await runList(command.body, text, inner);
  run.restored = inner.restored;
  if (inner.ended && (!command.subshell || inner.ended.signal)) run.ended = inner.ended;
  return inner.ended?.status ?? status;
}

async function runSimple(command: SimpleCommand, run: Run): Promise<number> {
  const program = programOf(command);
  if (!program) return 0;
  const words = program.operands.map(({ text }) => text);
  switch (program.name) {
    case 'true':
    case ':':
    case 'echo':
    case 'printf':
    case 'logger':
    case 'sleep':
    case 'set':
    case 'date':
      return 0;
    case 'false':
      return 1;
    case 'exit':
      run.ended = { status: Number(words[0] ?? 0) & 0xff };
      return run.ended.status;
    case 'kill':
      return runKill(words, run);
    case 'test':
    case '[':
    case '[[':
      return runTest(words, run);
    case 'sh':
    case 'bash':
    case 'dash':
      if (words[0] === '-c' && words[1] !== undefined) return runText(words[1], run);
      break;
  }
  return (await runTool(program, words, run)) ?? (await runCopy(command, program, run));
}

const signals: Readonly<Record<string, number>> = { HUP: 1, INT: 2, QUIT: 3, KILL: 9, TERM: 15 };

function runKill(words: readonly string[], run: Run): number {
  const [option, target] = words.length > 1 ? words : ['-15', words[0]];
  const name = option.replace(/^-(?:SIG)?/, '');
  const signal = signals[name] ?? Number(name);
  if (target !== '$$' || !Number.isInteger(signal)) throw notKnown('kill');
  run.ended = { status: 128 + signal, signal };
  return run.ended.status;
}

/** `test -f FILE` and its like. */
async function runTest(words: readonly string[], run: Run): Promise<number> {
  const operands = words.filter(word => word !== ']' && word !== ']]');
  const negated = operands[0] === '!';
  const [operator, path, ...more] = negated ? operands.slice(1) : operands;
  if (!/^-[efrs]$/.test(operator ?? '') || path === undefined || more.length) throw notKnown('test');
  const found = isTarget(path, run.call) ? run.restored : await fileAt(path, run.call);
  const there = found !== undefined && (operator !== '-s' || found.size > 0);
  return Number(there === negated);
}

/** Status of a backup tool that lacks the file. */
const tools: readonly (readonly [RegExp, RegExp, missing: number])[] = [
  [/^pgbackrest$/, /^archive-get$/, notFound],
  [/^wal-g$|^walg$/, /^wal-fetch$/, 74],
  [/^wal-e$/, /^wal-fetch$/, notFound],
  [/^barman-wal-restore(?:\.py)?$/, /./, notFound],
  [/^barman-cloud-wal-restore$/, /./, notFound],
  [/^pg_probackup/, /^archive-get$/, notFound],
  [/^aws$/, /^cp$/, notFound],
  [/^gsutil$/, /^cp$/, notFound],
];

/** A backup tool finds the file in its own repository, however that is laid out. */
async function runTool({ name }: Program, words: readonly string[], run: Run): Promise<number | undefined> {
  const tool = tools.find(([program, deed]) => program.test(name) && words.some(word => deed.test(word)));
  if (!tool) return undefined;
  const archive = await run.call.archive('');
  if (!archive) throw new NotUnderstood(`${name} has its repository elsewhere: name it with --archive`);
  const found = await archive.find(run.call.file);
  if (!found) return tool[2];
  run.restored = found;
  return 0;
}

const decompressors =
  /^(?:gunzip|gzip|zcat|pigz|unpigz|bunzip2|bzip2|bzcat|pbzip2|xz|unxz|xzcat|lz4|lz4c|unlz4|lz4cat|zstd|unzstd|zstdcat|pzstd|snzip|brotli)$/;

/** How files begin that a tool takes. */
const beginnings: readonly (readonly [tools: RegExp, magic: readonly number[]])[] = [
  [/gz|gunzip|zcat|pigz/, [0x1f, 0x8b]],
  [/bz/, [0x42, 0x5a, 0x68]],
  [/xz/, [0xfd, 0x37, 0x7a]],
  [/zstd/, [0x28, 0xb5, 0x2f, 0xfd]],
  [/lz4/, [0x04, 0x22, 0x4d, 0x18]],
];

async function isCompressed(file: ByteSource, tool: string): Promise<boolean> {
  const magic = beginnings.find(([tools]) => tools.test(tool))?.[1] ?? [];
  const begin = await file.read(0, Math.min(file.size, magic.length));
  return magic.every((byte, at) => begin[at] === byte);
}

/** `cp FILE %p`, `gunzip < FILE > %p` and their like. */
async function runCopy(command: SimpleCommand, program: Program, run: Run): Promise<number> {
  if (decompressors.test(program.name)) return decompress(command, program, run);
  const copy = fileCopy(command);
  // a link to a file that is not there is made all the same
  const links = program.name === 'ln' && command.words.some(({ text }) => /^-\w*s|^--symbolic/.test(text));
  if (!copy || copy.remote || links) throw notKnown(program.name);
  if (/^\/dev\/(?:null|stderr|stdout)$/.test(copy.target.text)) return 0;
  const read = command.redirections.find(({ operator }) => operator === '<')?.target;
  const operands = program.name === 'cat' ? program.operands : copy.sources;
  const input =
    program.name === 'dd' ? program.operands.find(({ text }) => text.startsWith('if=')) : undefined;
  const sources = [...operands, ...(read ? [read] : [])].map(({ text }) => text);
  if (input) sources.push(input.text.slice(3));
  if (sources.length !== 1 || !isTarget(copy.target.text, run.call)) throw notKnown(program.name);
  const found = await fileAt(sources[0], run.call);
  if (!found) return read ? notOpened : program.name === 'rsync' ? 23 : notFound;
  if (program.name === 'mv') run.call.takenAway?.add(sources[0]);
  run.restored = found;
  return 0;
}

async function decompress(command: SimpleCommand, program: Program, run: Run): Promise<number> {
  const written = command.redirections.find(({ operator }) => /^>\|?$/.test(operator))?.target?.text;
  const read = command.redirections.find(({ operator }) => operator === '<')?.target?.text;
  const words = program.operands.map(({ text }) => text);
  const option = words.findIndex(word => word === '-o' || word === '--output');
  const output = written ?? words[option + (option < 0 ? words.length + 1 : 1)];
  const operands = words.filter((word, at) => !word.startsWith('-') && (option < 0 || at !== option + 1));
  const source = read ?? operands[0];
  const target = output ?? operands[1];
  if (source === undefined || target === undefined || !isTarget(target, run.call))
    throw notKnown(program.name);
  return restorePlain(source, program.name, run, read === undefined ? notFound : notOpened);
}

/** `cat FILE | gunzip > %p`: what comes out at the end is the plain file. */
async function decompressingPipe(commands: readonly Command[], run: Run): Promise<number> {
  const [first, ...rest] = commands;
  const last = rest.at(-1)!;
  if (first.kind !== 'simple' || last.kind !== 'simple') throw notKnown('a pipe');
  const names = [first, ...rest].map(command => command.kind === 'simple' && programOf(command)?.name);
  const known = names.every(name => name && (decompressors.test(name) || /^(?:cat|pv|dd)$/.test(name)));
  const target = last.redirections.find(({ operator }) => /^>\|?$/.test(operator))?.target?.text;
  const read = first.redirections.find(({ operator }) => operator === '<')?.target?.text;
  const source = read ?? first.words.slice(1).find(({ text }) => !text.startsWith('-'))?.text;
  if (!known || source === undefined || target === undefined || !isTarget(target, run.call))
    throw notKnown('a pipe');
  return restorePlain(source, names.at(-1) as string, run, notFound);
}

async function restorePlain(source: string, tool: string, run: Run, missing: number): Promise<number> {
  const { folder, base } = placeOf(source);
  const archive = await archiveOf(folder, run.call);
  const raw = await archive.raw(base);
  if (!raw) return missing;
  if (!(await isCompressed(raw, tool))) return notFound;
  const found = await archive.plain(base);
  if (!found) return notFound;
  run.restored = found;
  return 0;
}

async function fileAt(path: string, call: CommandCall): Promise<ByteSource | undefined> {
  if (call.takenAway?.has(path)) return undefined;
  const { folder, base } = placeOf(path);
  return (await archiveOf(folder, call)).raw(base);
}

/** The archive that a folder stands for, a folder of another machine too. */
async function archiveOf(folder: string, call: CommandCall): Promise<WalArchive> {
  const remote = /^(?:[^/]+:|rsync:\/\/)/.test(folder);
  const archive = await call.archive(remote ? '' : folder);
  if (!archive) throw new NotUnderstood(`${folder} is elsewhere: name its files with --archive`);
  return archive;
}

function placeOf(path: string): { folder: string; base: string } {
  if (/[$`*?]/.test(path))
    throw new NotUnderstood(`restore_command reads "${path}", which only its shell can tell`);
  const slash = path.lastIndexOf('/');
  return { folder: slash < 0 ? '.' : path.slice(0, slash) || '/', base: path.slice(slash + 1) };
}

function isTarget(path: string, { target }: CommandCall): boolean {
  return path === target || path.endsWith(`/${target}`);
}

function notKnown(what: string): NotUnderstood {
  return new NotUnderstood(`what ${what} does in restore_command cannot be told without running it`);
}

/** `case WORD in PATTERN) ... ;; esac` and `if ...; then ...; else ...; fi`, not nested. */
async function runCompound({ words, start, end }: CompoundCommand, text: string, run: Run): Promise<number> {
  const source = text.slice(start, end);
  const cases = /^case\s+(\S+)\s+in\s+([\s\S]*)esac$/.exec(source);
  if (cases) {
    for (const branch of cases[2].split(';;')) {
      const [, patterns, body] = /^\s*\(?([^)]*)\)([\s\S]*)$/.exec(branch) ?? [];
      if (patterns === undefined) continue;
      const word = cases[1].replace(/^["']|["']$/g, '');
      if (patterns.split('|').some(pattern => matchesGlob(pattern.trim(), word))) return runText(body, run);
    }
    return 0;
  }
  const choice = /^if\s([\s\S]*?)[;\n]\s*then\s([\s\S]*?)(?:[;\n]\s*else\s([\s\S]*?))?[;\n]\s*fi$/.exec(
    source,
  );
  const nested = words.filter(({ text: word }) => /^(?:if|case|for|while|until|elif)$/.test(word)).length > 1;
  if (!choice || nested) throw notKnown(words[0]?.text ?? 'a compound command');
  const condition = await runText(choice[1], run);
  if (run.ended) return run.ended.status;
  if (condition === 0) return runText(choice[2], run);
  return choice[3] === undefined ? 0 : runText(choice[3], run);
}

function matchesGlob(pattern: string, word: string): boolean {
  const plain = pattern.replace(/["'\\]/g, '');
  const expression = plain
    .replace(/[.+^${}()|]/g, '\\$&')
    .replace(/\*/g, '.*')
    .replace(/\?/g, '.');
  return new RegExp(`^${expression}$`, 's').test(word);
}
