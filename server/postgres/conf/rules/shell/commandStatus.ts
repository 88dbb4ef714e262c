import type { Command, CommandList, Pipeline, SimpleCommand } from '../../commandLine.ts';
import { programOf } from './program.ts';
import { handlesFile, hasCompound, simpleCommands } from './serverCommand.ts';

/** How a command can end: bits, as several may be possible. */
const success = 1;
const failure = 2;
/** Success although a command that handles the file has failed. */
const lostFailure = 4;
/** A failure of a command that handles the file. */
const fileFailure = 8;
const exits = 16;

type Outcomes = number;
type Judge = (command: SimpleCommand) => Outcomes;

/** Whether the command reports success whatever happens. */
export function alwaysSucceeds(list: CommandList): boolean {
  if (list.length === 0) return true;
  return endOf(list, knownOutcomes) === success;
}

/** Whether the command can report success although copying, or whatever is done to the file, has failed. */
export function hidesFailure(list: CommandList): boolean {
  if (hasCompound(list) || usesStatus(list)) return false;
  return (endOf(list, outcomesWhenFilesFail) & lostFailure) !== 0 || dropsStatus(list);
}

/** A command that handles the file, and behind a mere `;` another one: only the last one's status is reported. */
function dropsStatus(list: CommandList): boolean {
  if (stopsAtErrors(list)) return false;
  return list.some(({ pipeline, background }, at) => {
    const handles = pipeline.commands.some(command => command.kind === 'simple' && handlesFile(command));
    const next = list[at + 1];
    return (
      handles && !isTest(pipeline) && (background || (next?.joined === ';' && !endsFailing(next.pipeline)))
    );
  });
}

function endsFailing(pipeline: Pipeline): boolean {
  return (pipelineEnd(pipeline, knownOutcomes) & (success | lostFailure)) === 0;
}

function isTest({ commands }: Pipeline): boolean {
  return commands.every(command => command.kind === 'simple' && isTestCommand(command));
}

export function isTestCommand(command: SimpleCommand): boolean {
  const name = programOf(command)?.name;
  return name === 'test' || name === '[' || name === '[[';
}

/** Whether it looks at `$?`, or hands on a status that it kept: then it is not ours to judge. */
function usesStatus(list: CommandList): boolean {
  return [...simpleCommands(list)].some(command => {
    const program = programOf(command);
    const exitsWith = program?.name === 'exit' && program.operands.some(({ literal }) => !literal);
    return exitsWith || command.words.some(({ text }) => text.includes('$?'));
  });
}

function stopsAtErrors(list: CommandList): boolean {
  return [...simpleCommands(list)].some(({ words }) => {
    const [first, ...rest] = words.map(({ text }) => text);
    return first === 'set' && rest.some(option => /^-[a-z]*e/.test(option) || option === 'errexit');
  });
}

/** What a command's end is known to be before it runs. */
function knownOutcomes(command: SimpleCommand): Outcomes {
  const program = programOf(command);
  if (!program) return success;
  const [first] = program.operands;
  switch (program.name) {
    case 'true':
    case ':':
    case 'echo':
      return success;
    case 'cd':
      return !first || first.text === '.' ? success : success | failure;
    case 'false':
      return failure;
    case 'exit':
      return exits | (!first?.literal ? success | failure : Number(first.text) === 0 ? success : failure);
    default:
      return success | failure;
  }
}

/** The same when every command that handles the file fails, and those that only report do well. */
function outcomesWhenFilesFail(command: SimpleCommand): Outcomes {
  const known = knownOutcomes(command);
  if (known !== (success | failure) || isTestCommand(command)) return known;
  return handlesFile(command) ? fileFailure : success;
}

/** How a list can end; an `exit` in it counts as its end. */
function endOf(list: CommandList, judge: Judge): Outcomes {
  const end = listEnd(list, judge);
  return end & ~exits;
}

function listEnd(list: CommandList, judge: Judge): Outcomes {
  const stops = stopsAtErrors(list);
  let now: Outcomes = success;
  let ended: Outcomes = 0;
  for (const { joined, pipeline, background } of list) {
    const runs =
      joined === '&&' ? now & (success | lostFailure) : joined === '||' ? now & (failure | fileFailure) : now;
    const passes = now & ~runs;
    if (joined === ';' && stops && now & (failure | fileFailure)) ended |= failure;
    now = passes;
    if (!runs) continue;
    const made = background ? success : pipelineEnd(pipeline, judge);
    const after = lostBefore(runs) ? asLost(made & ~exits) : made & ~exits;
    if (made & exits) ended |= after;
    else now |= after;
  }
  return now | ended;
}

/** A failure before this command was not reported. */
function lostBefore(runs: Outcomes): boolean {
  return (runs & (lostFailure | fileFailure)) !== 0;
}

function asLost(made: Outcomes): Outcomes {
  return (made & ~success) | (made & success ? lostFailure : 0);
}

/** A pipeline ends as its last command does. */
function pipelineEnd({ commands, negated }: Pipeline, judge: Judge): Outcomes {
  const made = commands.map(command => commandEnd(command, judge));
  const last = made.at(-1)!;
  const lost = made.slice(0, -1).some(outcome => outcome & fileFailure);
  const end = lost ? asLost(last) : last;
  if (!negated) return end;
  return (end & (failure | fileFailure) ? success : 0) | (end & (success | lostFailure) ? failure : 0);
}

function commandEnd(command: Command, judge: Judge): Outcomes {
  if (command.kind === 'simple') return judge(command);
  if (command.kind === 'compound') return success | failure;
  return listEnd(command.body, judge);
}
