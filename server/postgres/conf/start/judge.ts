import type { Problem } from '../problem.ts';
import { hiddenAfter, type Reading } from '../verdict.ts';
import { notBelowPrimary, preparedTransactionsFit, slotsFit, slotsHaveWalLevel } from './cluster.ts';
import { connectionsLeft, processesFit } from './connections.ts';
import { certificateThere, hbaFileThere } from './files.ts';
import { listenAddresses, walConsistency } from './lists.ts';
import {
  noRecoveryConf,
  oneTarget,
  restoreCommandGiven,
  restoreCommandPlaceholders,
  timelineExists,
} from './recovery.ts';
import { type StartRule, situationOf, startProblem } from './situation.ts';
import type { Surroundings } from './surroundings.ts';
import { walLevelRules } from './walLevel.ts';
import { walSizeRules } from './walSize.ts';

// In the order in which a starting server comes to them.
const rules: readonly StartRule[] = [
  oneTarget,
  connectionsLeft,
  ...walLevelRules,
  ...walSizeRules,
  walConsistency,
  processesFit,
  listenAddresses,
  hbaFileThere,
  certificateThere,
  slotsHaveWalLevel,
  slotsFit,
  noRecoveryConf,
  restoreCommandGiven,
  restoreCommandPlaceholders,
  timelineExists,
  notBelowPrimary,
  preparedTransactionsFit,
];

/**
 * What stops the start or the recovery of a server although it takes every line. The first of several ends it; the
 * others, and all of them behind refused lines, come as warnings.
 */
export function judgeStart(reading: Reading, surroundings: Surroundings): Problem[] {
  const situation = situationOf(reading, surroundings);
  const found = rules.flatMap(rule => rule(situation) ?? []).map(fault => startProblem(situation, fault));
  const refused = reading.problems.some(({ kind }) => kind === 'rejected');
  return found.map((problem, i) => hiddenAfter(problem, refused ? 'values' : i > 0 ? 'start' : undefined));
}
