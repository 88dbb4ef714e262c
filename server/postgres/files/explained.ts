import type { Lsn } from '../lsn.ts';
import type { FileKind } from './kind.ts';
import type { FileProblem } from './problem.ts';

/** A stretch of a binary file: what it is called, what it holds, and what that means. */
export interface ExplainedField {
  /** The C name of a member, or the name of a part. */
  readonly name: string;
  /** Bytes from the start of the file. */
  readonly offset: number;
  /** Bytes; 0 for what stands in the file's name or follows from other fields. */
  readonly length: number;
  /** Empty for a part that only holds others. */
  readonly value: string;
  readonly meaning: string;
  /** The place in this cluster's WAL that it tells. */
  readonly wal?: WalPlace;
  /** It is a checksum that does not fit. */
  readonly wrong?: boolean;
  readonly children?: readonly ExplainedField[];
}

/** A place in the WAL of the cluster that a file belongs to. */
export interface WalPlace {
  readonly lsn: Lsn;
  /** Undefined where the file does not tell. */
  readonly timeline?: number;
}

/** A file in a few words: all is well, something to know, or the server refuses it. */
export interface Verdict {
  readonly severity: 'good' | 'note' | 'bad';
  readonly text: string;
}

/** A binary file laid open for a reader who does not know its format. */
export interface ExplainedFile {
  readonly kind: FileKind;
  /** Whose file it is, in a few words. */
  readonly title: string;
  readonly verdict: Verdict;
  /** Whether its checksum fits; undefined where the file ends before it or its format is not known. */
  readonly crcOk?: boolean;
  /** What matters, in plain sentences. */
  readonly summary: readonly string[];
  /** Parts, each with its fields as children. */
  readonly fields: readonly ExplainedField[];
  readonly problems: readonly FileProblem[];
}

/** The kinds that need a decoded view, because an editor of text shows nothing of them. */
export type BinaryKind =
  | 'pg_control'
  | 'replication_slot'
  | 'two_phase_state'
  | 'filenode_map'
  | 'wal_summary'
  | 'logical_snapshot';

/** What one kind of file says; `verdict` is for a file in which nothing is wrong. */
export type Explained = Omit<ExplainedFile, 'kind' | 'verdict'> & { readonly verdict?: Verdict };
