import { type Major, sinceMajor } from '../../majors.ts';
import type { Problem } from '../problem.ts';
import { hiddenAfter, type Reading } from '../verdict.ts';
import {
  notBelowPrimary,
  preparedTransactionsFit,
  recoverableWal,
  slotsFit,
  slotsHaveWalLevel,
} from './cluster.ts';
import { connectionsLeft, processesFit } from './connections.ts';
import { encryptionRules } from './encryption.ts';
import { hbaFileThere } from './files.ts';
import { librariesThere } from './libraries.ts';
import {
  noRecoveryConf,
  oneTarget,
  restoreCommandFails,
  restoreCommandGiven,
  restoreCommandPlaceholders,
  timelineExists,
} from './recovery.ts';
import { hugePagesPossible } from './sharedMemory.ts';
import { type StartRule, situationOf, startProblem } from './situation.ts';
import { socketRules } from './sockets.ts';
import type { Surroundings } from './surroundings.ts';
import { walConsistency } from './walConsistency.ts';
import { walLevelRules } from './walLevel.ts';
import { walSizeRules } from './walSize.ts';

const librariesAndEncryption: { readonly [M in Major]?: readonly StartRule[] } = {
  10: [...encryptionRules, librariesThere],
  13: [librariesThere, ...encryptionRules],
};

/** In the order in which a starting server comes to them. */
const beforeRecovery = (major: Major): readonly StartRule[] => [
  connectionsLeft,
  ...walLevelRules,
  ...walSizeRules,
  ...sinceMajor(librariesAndEncryption, major)!,
  processesFit,
  walConsistency,
  hugePagesPossible,
  ...socketRules,
  hbaFileThere,
  noRecoveryConf,
  restoreCommandGiven,
  restoreCommandPlaceholders,
  timelineExists,
  restoreCommandFails,
];

const inRecovery: readonly StartRule[] = [
  slotsHaveWalLevel,
  slotsFit,
  preparedTransactionsFit,
  recoverableWal,
  notBelowPrimary,
];

/**
 * All that a starting server would say: lines that it refuses, and what stops the start or the recovery although it
 * takes every line. The first such stop ends it, so the others, and all of them behind refused lines, come as
 * warnings. `recoveryConf` has the problems of recovery.conf, which 10 and 11 read in between.
 */
export function judgeStart(
  reading: Reading,
  surroundings: Surroundings,
  recoveryConf: readonly Problem[] = [],
): Problem[] {
  const situation = situationOf(reading, surroundings);
  const found = (rules: readonly StartRule[]) =>
    rules.flatMap(rule => rule(situation) ?? []).map(fault => startProblem(situation, fault));
  const read = withTargetConflict(reading, found([oneTarget]));
  const stopped = read.some(({ severity }) => severity === 'error');
  const stops = [...found(beforeRecovery(reading.major)), ...recoveryConf, ...found(inRecovery)];
  return [
    ...read,
    ...stops.map((problem, i) => hiddenAfter(problem, stopped ? 'values' : i > 0 ? 'start' : undefined)),
  ];
}

/** A second recovery target ends the server on the spot, amid the values: it does not look at those after it. */
function withTargetConflict({ problems, entries }: Reading, [conflict]: readonly Problem[]): Problem[] {
  if (!conflict) return [...problems];
  const placeOf = ({ file, line }: Problem) =>
    entries.findIndex(({ entry }) => entry.file.path === file && entry.line.number === line);
  const end = placeOf(conflict);
  const behind = problems.some(({ kind, code }) => kind === 'rejected' && !valueCodes.has(code));
  const seen = problems.map(problem =>
    valueCodes.has(problem.code) && placeOf(problem) > end && !problem.after
      ? hiddenAfter(problem, 'start')
      : problem,
  );
  return [...seen, hiddenAfter(conflict, behind ? 'names' : undefined)];
}

const valueCodes: ReadonlySet<string> = new Set(['invalid-value', 'internal-setting']);
