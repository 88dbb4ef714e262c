import type { FoundPlace, RecoveryPlan } from '../../../../server/protocol/recovery.ts';

/** How far something is that reads WAL. */
export interface Reading {
  readonly doing: 'finding' | 'replaying';
  readonly done: number;
  readonly all: number;
}

/** What was found, what of it is chosen, and the recovery to just before it. */
export interface RecoveryModel {
  /** The text that `places` were found for. */
  foundFor: string;
  places: readonly FoundPlace[];
  /** Of so many. */
  count: number;
  remarks: readonly string[];
  listOpen: boolean;
  finding: Reading | undefined;
  /** Where the card on the picture is about. */
  chosen: FoundPlace | undefined;
  planning: Reading | undefined;
  plan: RecoveryPlan | undefined;
  /** Why there is no plan. */
  planProblem: string | undefined;
  logOpen: boolean;
  lostOpen: boolean;
}

export function freshRecovery(): RecoveryModel {
  return {
    foundFor: '',
    places: [],
    count: 0,
    remarks: [],
    listOpen: false,
    finding: undefined,
    chosen: undefined,
    planning: undefined,
    plan: undefined,
    planProblem: undefined,
    logOpen: false,
    lostOpen: false,
  };
}

/** The number of the chosen place in the list; -1 when it is none of them. */
export function chosenIndex({ places, chosen }: RecoveryModel): number {
  return chosen ? places.indexOf(chosen) : -1;
}

/** Whether the panel of a recovery is to be seen. */
export function isPlanned({ plan, planning, planProblem }: RecoveryModel): boolean {
  return plan !== undefined || planning !== undefined || planProblem !== undefined;
}
