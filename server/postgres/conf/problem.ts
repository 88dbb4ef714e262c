import type { Span } from './tree.ts';

export type Severity = 'error' | 'warning' | 'information' | 'hint';

/**
 * `rejected`: the server refuses the line when it reads the file. `start`: it takes every line, yet refuses to
 * start or to recover. `advice`: the server says nothing, or does not come to say it yet (see `after`).
 */
export type ProblemKind = 'rejected' | 'start' | 'advice';

/** Something wrong in a configuration, at a place. */
export interface Problem {
  readonly kind: ProblemKind;
  readonly severity: Severity;
  /** Stable name of this sort of problem, in kebab-case; what users switch off. */
  readonly code: string;
  readonly file: string;
  readonly span: Span;
  /** The line of `span` in that file, from 1. */
  readonly line: number;
  /** The line that the server names, where it differs. */
  readonly serverLine?: number;
  /** The setting by the catalogue's spelling, or as written when there is none. */
  readonly setting?: string;
  /** The server's own sentence: pg_file_settings.error, or the message of its log without the severity. */
  readonly message: string;
  /** What the starting server's log says instead, where that is more. */
  readonly log?: string;
  readonly detail?: string;
  readonly hint?: string;
  /**
   * Set when the server of this major stops before it comes here: its earlier errors hide this one, and it will say
   * so once they are gone. Such a problem is a warning of kind `advice`.
   */
  readonly after?: 'syntax' | 'names' | 'values' | 'start';
  /** What, outside the files, decides whether the server really says so; then it is a warning of kind `advice`. */
  readonly dependsOn?: string;
  /** Other places that belong to it, each with what it is. */
  readonly related?: readonly RelatedPlace[];
}

export interface RelatedPlace {
  readonly file: string;
  readonly span: Span;
  readonly line: number;
  readonly message: string;
}
