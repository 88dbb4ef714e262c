import type { ConfLine, ConfTree } from './tree.ts';

/** A configuration file that was read. */
export interface ConfFile {
  readonly path: string;
  readonly tree: ConfTree;
}

/** One `name = value` that the server came across, in the order in which it reads them. */
export interface Entry {
  /** As written. */
  readonly name: string;
  /** Without quotes and escapes. */
  readonly value: string;
  readonly file: ConfFile;
  readonly line: ConfLine;
}

/** Reading stopped, wholly or in part, at a line: a syntax error, or a file to include that can't be had. */
export interface ReadFault {
  readonly file: ConfFile;
  readonly line: ConfLine;
  /** As pg_file_settings has it. */
  readonly message: string;
  /** As the starting server logs it. */
  readonly log: string;
}

/** A file with all that it includes, and postgresql.auto.conf on top when that was found. */
export interface Configuration {
  readonly main: ConfFile;
  /** Every file that was read, once, in the order of first reading. */
  readonly files: readonly ConfFile[];
  readonly entries: readonly Entry[];
  readonly faults: readonly ReadFault[];
}
