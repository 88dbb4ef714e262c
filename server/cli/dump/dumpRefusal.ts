import type { Major } from '../../postgres/majors.ts';

interface RefusalFacts {
  /** A mistake in the arguments: followed by the hint to --help. */
  readonly argument?: boolean;
  /** The major whose WAL it is about, where that is known. */
  readonly major?: Major;
  readonly detail?: string;
}

/** Why nothing can be dumped. */
export class DumpRefusal extends Error {
  readonly facts: RefusalFacts;

  constructor(message: string, facts: RefusalFacts = {}) {
    super(message);
    this.facts = facts;
  }
}
