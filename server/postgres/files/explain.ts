import { explainControl } from './explainControl.ts';
import type { BinaryKind, Explained, ExplainedFile, Verdict } from './explained.ts';
import { explainFilenodeMap } from './explainFilenodeMap.ts';
import { explainLogicalSnapshot } from './explainLogicalSnapshot.ts';
import { explainSlot } from './explainSlot.ts';
import { explainSummary } from './explainSummary.ts';
import { explainTwoPhase } from './explainTwoPhase.ts';
import type { FileKind } from './kind.ts';
import type { FileProblem } from './problem.ts';
import type { ReportedFile } from './report.ts';

type Explain = (file: ReportedFile) => Explained;

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
  const explained = explainers[kind](file);
  const { problems, verdict } = explained;
  return { kind, ...explained, verdict: damage(problems) ?? verdict ?? unknownFormat };
}

const unknownFormat: Verdict = { severity: 'note', text: 'unknown format' };

function damage(problems: readonly FileProblem[]): Verdict | undefined {
  if (problems.every(({ level }) => level === 'ADVICE')) return undefined;
  return { severity: 'bad', text: 'refused by the server' };
}
