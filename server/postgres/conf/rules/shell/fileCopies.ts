import type { SimpleCommand } from '../../commandLine.ts';
import type { Word } from '../../shellTokens.ts';
import { type Program, programOf } from './program.ts';
import { handlesFile, type ServerCommand, simpleCommands } from './serverCommand.ts';

/** A command that writes the file somewhere. */
export interface FileCopy {
  readonly command: SimpleCommand;
  /** cp, mv, scp, rsync ..., or `>` for a redirection. */
  readonly how: string;
  readonly sources: readonly Word[];
  readonly target: Word;
  /** `host:path` */
  readonly remote: boolean;
  /** What it does with a target that exists. */
  readonly existing: 'overwritten' | 'skipped' | 'refused';
  /** Two files, two names of one file, or one file in another place. */
  readonly makes: 'copy' | 'link' | 'move';
}

/** Copying programs, and their options that take a value in the next word. */
const copiers: ReadonlyMap<string, RegExp> = new Map([
  ['cp', /^-[St]$|^--(?:suffix|target-directory)$/],
  ['ln', /^-[St]$|^--(?:suffix|target-directory)$/],
  ['mv', /^-[St]$|^--(?:suffix|target-directory)$/],
  ['install', /^-[gmoSt]$|^--(?:group|mode|owner)$/],
  ['scp', /^-[cFiJloPSX]$/],
  ['rsync', /^-[efTBM]$|^--(?:rsh|rsync-path|bwlimit|timeout|port|password-file|temp-dir|partial-dir)$/],
]);

/** How a command copies the file, or undefined when it does not or not in a way that is known. */
export function fileCopy(command: SimpleCommand): FileCopy | undefined {
  const program = programOf(command);
  if (!program) return undefined;
  const options = copiers.get(program.name);
  if (options) return byOperands(command, program, options);
  return bySingleTarget(command, program);
}

function byOperands(command: SimpleCommand, program: Program, withValue: RegExp): FileCopy | undefined {
  const operands: Word[] = [];
  let folder: Word | undefined;
  for (let at = 0; at < program.operands.length; at++) {
    const word = program.operands[at];
    if (/^(?:-t|--target-directory)$/.test(word.text)) folder = program.operands[at + 1];
    if (withValue.test(word.text)) at++;
    else if (!/^-./.test(word.text)) operands.push(word);
  }
  const target = folder ?? operands.pop();
  if (!target || operands.length === 0) return undefined;
  const remote = /^(?:[^/]+:|rsync:\/\/)/.test(target.text);
  const existing = fateOfExisting(program);
  return { command, how: program.name, sources: operands, target, remote, existing, makes: made(program) };
}

function made({ name, operands }: Program): FileCopy['makes'] {
  const links = operands.some(({ text }) => /^-[a-zA-Z]*[ls]|^--(?:symbolic-)?link$/.test(text));
  if (name === 'ln' || (name === 'cp' && links)) return 'link';
  return name === 'mv' ? 'move' : 'copy';
}

function fateOfExisting({ name, operands }: Program): FileCopy['existing'] {
  const has = (option: RegExp) => operands.some(({ text }) => option.test(text));
  if (name === 'rsync') return has(/^--(?:ignore-existing|existing)$/) ? 'skipped' : 'overwritten';
  if (name === 'ln') return has(/^-[a-zA-Z]*f|^--force$/) ? 'overwritten' : 'refused';
  if (name !== 'cp' && name !== 'mv') return 'overwritten';
  if (has(/^--update=none-fail$/) || has(/^-[a-zA-Z]*i/) || has(/^--interactive$/)) return 'refused';
  if (has(/^-[a-zA-Z]*n/) || has(/^--no-clobber$/) || has(/^--update=none$/)) return 'skipped';
  return 'overwritten';
}

/** `dd of=...` and `... > file`. */
function bySingleTarget(command: SimpleCommand, program: Program): FileCopy | undefined {
  const output = program.operands.find(({ text }) => program.name === 'dd' && text.startsWith('of='));
  if (output) {
    const target = { ...output, text: output.text.slice(3) };
    const synced = program.operands.some(({ text }) => /^conv=.*\b(?:fsync|fdatasync)\b/.test(text));
    const how = synced ? 'dd conv=fsync' : 'dd';
    const excl = program.operands.some(({ text }) => /^conv=.*\bexcl\b/.test(text));
    const existing = excl ? 'refused' : 'overwritten';
    return { command, how, sources: [], target, remote: false, existing, makes: 'copy' };
  }
  const written = command.redirections.findLast(({ operator }) => operator === '>' || operator === '>|');
  const target = written?.target;
  if (!target || !isOutput(command, program, target)) return undefined;
  const existing = 'overwritten';
  return { command, how: '>', sources: [], target, remote: false, existing, makes: 'copy' };
}

/** Output that only keeps messages is no copy of the file. */
function isOutput({ redirections }: SimpleCommand, { name }: Program, target: Word): boolean {
  if (/^\/dev\/(?!null$)|\.(?:log|err|out)$/.test(target.text)) return false;
  const copiesBytes = /^(?:cat|gzip|pigz|bzip2|pbzip2|xz|lz4|lzop|zstd|pzstd|gpg|openssl|split|pv|dd)$/;
  return copiesBytes.test(name) || redirections.some(({ operator }) => operator === '<');
}

/** Every way in which a command of the server copies its file. */
export function copiesOf({ line }: ServerCommand): FileCopy[] {
  return [...simpleCommands(line.list)].flatMap(each => (handlesFile(each) ? (fileCopy(each) ?? []) : []));
}
