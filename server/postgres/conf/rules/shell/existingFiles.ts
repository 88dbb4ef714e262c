import type { CommandList, SimpleCommand } from '../../commandLine.ts';
import type { Span } from '../../tree.ts';
import { isTestCommand } from './commandStatus.ts';
import { fileCopy } from './fileCopies.ts';
import { handlesFile, simpleCommands } from './serverCommand.ts';

/** `test -f there || cp ...`, `if [ ! -f there ]; then cp ...; fi`: where success is reported for a file that is there. */
export function skipsWhenThere(list: CommandList): Span | undefined {
  const [test, copy] = list;
  if (list.length === 2 && copy.joined === '||' && !test.pipeline.negated) {
    const asked = onlySimple(list.slice(0, 1));
    const copies = [...simpleCommands(list.slice(1))].some(each => fileCopy(each) !== undefined);
    return asked && copies && asksFor(asked, false) ? test.pipeline : undefined;
  }
  return onlyWhen(list, true);
}

/** `if [ -f there ]; then cp ...; fi`: where success is reported for a file that is not there. */
export function skipsWhenMissing(list: CommandList): Span | undefined {
  return onlyWhen(list, false);
}

function onlySimple(list: CommandList): SimpleCommand | undefined {
  const { commands } = list[0].pipeline;
  return commands.length === 1 && commands[0].kind === 'simple' ? commands[0] : undefined;
}

/** A test for one file, which holds when it is `missing`, or when it is there. */
function asksFor(command: SimpleCommand, missing: boolean): boolean {
  return (
    isTestCommand(command) &&
    handlesFile(command) &&
    asks(
      command.words.map(({ text }) => text),
      missing,
    )
  );
}

function asks(words: readonly string[], missing: boolean): boolean {
  const text = words.filter(word => !/^(?:test|\[\[?|\]\]?)$/.test(word)).join(' ');
  const found = /^(! )?-[efrs] \S+$/.exec(text);
  return found !== null && (found[1] !== undefined) === missing;
}

/** The whole command is one `if` without `else` whose condition is a test for the file. */
function onlyWhen(list: CommandList, missing: boolean): Span | undefined {
  const command = list.length === 1 ? list[0].pipeline.commands[0] : undefined;
  if (command?.kind !== 'compound') return undefined;
  const words = command.words.map(({ text }) => text);
  const then = words.indexOf('then');
  if (words[0] !== 'if' || then < 0 || words.some(word => /^(?:else|elif|exit|false)$/.test(word)))
    return undefined;
  const condition = words.slice(1, then);
  const named = condition.some(word => word.includes('%f'));
  return named && asks(condition, missing) ? command : undefined;
}
