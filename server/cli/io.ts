import type { Files } from '../bytes/byteSource.ts';

/** What a verb of the command line may touch. Paths given to `files` are absolute; `cwd` makes them so. */
export interface Io {
  /** The chunk may be overwritten once the promise is kept, or at once where there is none. */
  stdout(chunk: string | Uint8Array): void | Promise<void>;
  stderr(text: string): void;
  readonly files: Files;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Aborted when the user gives up (Ctrl+C); long work stops soon after. */
  readonly signal?: AbortSignal;
}

/** 0: fine; 1: problems found; 2: could not do it (the reason went to stderr). */
export type ExitStatus = 0 | 1 | 2;

/** A verb of `walscope`; `args` are the words after it. */
export type Verb = (args: readonly string[], io: Io) => Promise<ExitStatus>;
