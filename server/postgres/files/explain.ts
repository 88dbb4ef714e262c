import { explainControl } from './explainControl.ts';
import { explainFilenodeMap } from './explainFilenodeMap.ts';
import { explainLogicalSnapshot } from './explainLogicalSnapshot.ts';
import { explainSlot } from './explainSlot.ts';
import { explainSummary } from './explainSummary.ts';
import { explainTwoPhase } from './explainTwoPhase.ts';
import type { FileKind } from './kind.ts';
import type { FileProblem } from './problem.ts';
import type { ReportedFile } from './report.ts';

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
  readonly children?: readonly ExplainedField[];
}

/** A binary file laid open for a reader who does not know its format. */
export interface ExplainedFile {
  readonly kind: FileKind;
  /** Whose file it is, in a few words. */
  readonly title: string;
  /** What matters, in plain sentences. */
  readonly summary: readonly string[];
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

type Explain = (file: ReportedFile) => Omit<ExplainedFile, 'kind'>;

const explainers: Readonly<Record<BinaryKind, Explain>> = {
  pg_control: explainControl,
  replication_slot: explainSlot,
  two_phase_state: explainTwoPhase,
  filenode_map: explainFilenodeMap,
  wal_summary: explainSummary,
  logical_snapshot: explainLogicalSnapshot,
};

/** Whether files of this kind have a decoded view. */
export function isBinaryKind(kind: FileKind): kind is BinaryKind {
  return kind in explainers;
}

/** The decoded view of a binary file; damaged ones are explained as far as they go. */
export function explainFile(kind: BinaryKind, file: ReportedFile): ExplainedFile {
  return { kind, ...explainers[kind](file) };
}
