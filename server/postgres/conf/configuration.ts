import type { ConfLine, ConfTree } from './tree.ts';

/** A configuration file that was read. */
export interface ConfFile {
  readonly path: string;
  /** The path as messages give it. */
  readonly shown: string;
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
  /** What, outside these files, decides whether the server sees it too. */
  readonly dependsOn?: string;
  /** Where the server places it, when that is another file: a folder included as a file. */
  readonly placed?: { readonly file: string; readonly line: number };
}

/** What an include, include_if_exists or include_dir line brought in. */
export interface Inclusion {
  readonly file: ConfFile;
  readonly line: ConfLine;
  readonly directive: 'include' | 'include_if_exists' | 'include_dir';
  /** The file or folder that it names. */
  readonly target: string;
  /** The files read for it, in order; none when it is missing. */
  readonly paths: readonly string[];
}

/** A file with all that it includes, and postgresql.auto.conf on top when that was found. */
export interface Configuration {
  readonly main: ConfFile;
  /** postgresql.auto.conf, when it was read on top of the main file. */
  readonly auto?: ConfFile;
  /** Every file that was read, once, in the order of first reading. */
  readonly files: readonly ConfFile[];
  readonly entries: readonly Entry[];
  readonly faults: readonly ReadFault[];
  readonly inclusions: readonly Inclusion[];
}
