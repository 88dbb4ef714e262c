import type { Command, CommandList, ListItem, Pipeline, SimpleCommand } from '../../commandLine.ts';
import { programOf } from './program.ts';
import { handlesFile, hasCompound, simpleCommands } from './serverCommand.ts';

/** The ways in which a command may end: a set of bits. Those of an `exit` stand four bits higher. */
type Ends = number;
const success = 1;
const failure = 2;
/** Success although a command that handles the file has failed. */
const lost = 4;
/** A failure behind which a command that handles the file has failed. */
const fileFailure = 8;

const succeeds = success | lost;
const fails = failure | fileFailure;
const goesOn = succeeds | fails;
const exitShift = 4;

/** How a simple command ends. */
type Judge = (command: SimpleCommand) => Ends;

/** Whether the command reports success whatever happens. */
export function alwaysSucceeds(list: CommandList): boolean {
  return list.length === 0 || endOf(list, knownEnds) === success;
}

/** Whether the command reports failure whatever happens. */
export function alwaysFails(list: CommandList): boolean {
  return list.length > 0 && endOf(list, knownEnds) === failure;
}

/**
 * Whether the command can report success although copying, or whatever is done to the file, has failed. A copy that
 * is tried only when another one failed makes up for that one.
 */
export function hidesFailure(list: CommandList): boolean {
  if (hasCompound(list) || usesStatus(list)) return false;
  const workers = [...simpleCommands(list)].filter(isWorker);
  const whenFails = (failing: (worker: SimpleCommand) => boolean) => {
    const judge: Judge = command => {
      if (isWorker(command)) return failing(command) ? fileFailure : success;
      const known = knownEnds(command);
      return known === (success | failure) && !isTestCommand(command) ? success : known;
    };
    return (endOf(list, judge) & lost) !== 0;
  };
  return whenFails(() => true) || workers.some(worker => whenFails(each => each === worker));
}

export function isTestCommand(command: SimpleCommand): boolean {
  const name = programOf(command)?.name;
  return name === 'test' || name === '[' || name === '[[';
}

function doesWork(command: Command): boolean {
  if (command.kind === 'simple') return isWorker(command);
  return command.kind === 'group' && [...simpleCommands(command.body)].some(isWorker);
}

/** Does something to the file, so that its failure matters. */
function isWorker(command: SimpleCommand): boolean {
  return (
    handlesFile(command) &&
    !isTestCommand(command) &&
    !isReport(command) &&
    knownEnds(command) === (success | failure)
  );
}

/** Only tells about the file, or clears up after a failure. */
export function isReport(command: SimpleCommand): boolean {
  return /^(?:echo|printf|logger|mailx?|sendmail|true|:|rm|ls|stat)$/.test(programOf(command)?.name ?? '');
}

/** Whether it looks at `$?`, or hands on a status that it kept: then it is not ours to judge. */
function usesStatus(list: CommandList): boolean {
  return [...simpleCommands(list)].some(command => {
    const program = programOf(command);
    const exitsWith = program?.name === 'exit' && program.operands.some(({ literal }) => !literal);
    return exitsWith || command.words.some(({ text }) => text.includes('$?'));
  });
}

/** What a command's end is known to be before it runs. */
function knownEnds(command: SimpleCommand): Ends {
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
      return exitEnds(first === undefined || first.literal ? (first?.text ?? '') : undefined);
    default:
      return success | failure;
  }
}

/** Without a number `exit` hands on the status before it, which may be either. */
function exitEnds(status: string | undefined): Ends {
  if (!status || !/^[0-9]+$/.test(status)) return (success | failure) << exitShift;
  return (Number(status) === 0 ? success : failure) << exitShift;
}

/** How a list can end when it is all that runs. */
function endOf(list: CommandList, judge: Judge): Ends {
  return inSubshell(listEnd(list, judge, stopsAtErrors(list)));
}

/** An `exit` in a subshell ends only that. */
function inSubshell(ends: Ends): Ends {
  return (ends & goesOn) | (ends >> exitShift);
}

function stopsAtErrors(list: CommandList): boolean {
  return [...simpleCommands(list)].some(({ words }) => {
    const [first, ...rest] = words.map(({ text }) => text);
    return first === 'set' && rest.some(option => /^-[a-z]*e/.test(option) || option === 'errexit');
  });
}

function listEnd(list: CommandList, judge: Judge, stops: boolean): Ends {
  let now: Ends = success;
  let exited: Ends = 0;
  // `set -e` heeds only the last command of a chain of && and ||.
  let heeded: Ends = 0;
  for (const item of list) {
    if (item.joined === ';' && stops) {
      exited |= now & heeded;
      now &= ~heeded;
    }
    const runs = now & runsAfter[item.joined];
    if (!runs) {
      heeded = 0;
      continue;
    }
    const made = itemEnd(item, runs, judge, stops);
    exited |= made >> exitShift;
    now = (now & ~runs) | (made & goesOn);
    heeded = item.pipeline.negated ? 0 : made & fails;
  }
  return now | (exited << exitShift);
}

const runsAfter: Readonly<Record<ListItem['joined'], Ends>> = {
  first: goesOn,
  ';': goesOn,
  '&&': succeeds,
  '||': fails,
};

function itemEnd(
  { joined, pipeline, background }: ListItem,
  before: Ends,
  judge: Judge,
  stops: boolean,
): Ends {
  const ran = pipelineEnd(pipeline, judge, stops);
  const made = background ? (ran & (fileFailure | lost) ? lost : success) : ran;
  const lostBefore = (before & (lost | fileFailure)) !== 0;
  const makesUp = joined === '||' && pipeline.commands.some(doesWork);
  return lostBefore && !makesUp ? asLost(made) : made;
}

/** The same ends when something before has failed and nobody was told. */
function asLost(ends: Ends): Ends {
  const marked = ((ends & (success | failure | (success << exitShift) | (failure << exitShift))) << 2) >>> 0;
  return marked | (ends & (lost | fileFailure | ((lost | fileFailure) << exitShift)));
}

/**
 * A pipeline ends as its last command does; each of several runs in a subshell. A last command that handles the file
 * itself may notice that the first has failed, so that is another rule's matter.
 */
function pipelineEnd({ commands, negated }: Pipeline, judge: Judge, stops: boolean): Ends {
  const ends = commands.map(command => commandEnd(command, judge, stops));
  const made = commands.length > 1 ? ends.map(inSubshell) : ends;
  const last = made.at(-1)!;
  const failedBefore = made.slice(0, -1).some(end => end & (lost | fileFailure));
  const lostBefore = failedBefore && !doesWork(commands.at(-1)!);
  const end = lostBefore ? asLost(last) : last;
  return negated ? turned(end & goesOn) | (end & ~goesOn) : end;
}

function turned(ends: Ends): Ends {
  const pairs = [
    [success, failure],
    [failure, success],
    [lost, fileFailure],
    [fileFailure, lost],
  ];
  return pairs.reduce((made, [from, to]) => made | (ends & from ? to : 0), 0);
}

function commandEnd(command: Command, judge: Judge, stops: boolean): Ends {
  if (command.kind === 'simple') return judge(command);
  if (command.kind === 'compound') return success | failure;
  const end = listEnd(command.body, judge, stops);
  return command.subshell ? inSubshell(end) : end;
}
