/** What is wrong in a small file, in the server's words where the server itself reads that file. */
export interface FileProblem {
  /**
   * The level at which the server reports it: PANIC, FATAL and ERROR stop the deed, WARNING and LOG do not.
   * ADVICE is what the server does not say, in our words.
   */
  readonly level: 'PANIC' | 'FATAL' | 'ERROR' | 'WARNING' | 'LOG' | 'ADVICE';
  readonly message: string;
  readonly detail?: string;
  readonly hint?: string;
  /** Where it is: bytes from the start of a binary file, UTF-16 units from the start of a text. */
  readonly offset: number;
  /** Line of a text file, from 1. */
  readonly line?: number;
}

/** What a reader makes of a file: the good part of it, and what is wrong with the rest. */
export interface Reading<T> {
  readonly value: T;
  readonly problems: readonly FileProblem[];
}
