import { formatSegmentName } from '../postgres/segmentName.ts';
import type { BackupState } from './backupStates.ts';
import type { Gap } from './gaps.ts';
import type { ArchiveProblem, LayoutName, Repository } from './repository.ts';
import type { StateRun } from './segmentStates.ts';
import { timelinesInWords } from './timelineWords.ts';

/** Gaps that are told of one by one. */
const gapsTold = 1000;

/** The gaps, each a problem; very many of them are counted. */
export function gapProblems(
  gaps: readonly Gap[],
  segmentSize: number,
  runs: ReadonlyMap<number, readonly StateRun[]>,
  kept: KeptForBackups,
): ArchiveProblem[] {
  const told = gaps
    .slice(0, gapsTold)
    .map(gap => gapProblem(gap, segmentSize, runs.get(gap.timeline) ?? [], kept(gap)));
  const others = gaps.slice(gapsTold);
  if (!others.length) return told;
  const where = timelinesInWords([...new Set(others.map(({ timeline }) => timeline))]);
  const message = `There are ${others.length.toLocaleString('en')} more gaps, on ${where}.`;
  return [...told, { severity: 'error', code: 'more-gaps', message }];
}

function gapProblem(
  gap: Gap,
  segmentSize: number,
  runs: readonly StateRun[],
  kept: BackupState | undefined,
): ArchiveProblem {
  const name = (number: number) =>
    formatSegmentName({ timeline: gap.timeline, number: BigInt(number) }, segmentSize);
  const count = gap.to - gap.from + 1;
  const there = runs.some(({ from, to }) => from <= gap.to && to >= gap.from);
  const fault = there ? 'missing or unusable' : 'missing';
  const which =
    count === 1
      ? `Segment ${name(gap.from)} is ${fault}`
      : `${count} segments are ${fault}, ${name(gap.from)} to ${name(gap.to)}`;
  const cut = `recovery cannot go past it on ${timelinesInWords(gap.cuts)}.`;
  const meant = `the tool kept only what backup "${kept?.label}" needs to become consistent.`;
  return {
    severity: kept ? 'warning' : 'error',
    code: 'gap',
    message: kept ? `${which}: ${cut.slice(0, -1)}; ${meant}` : `${which}: ${cut}`,
    timeline: gap.timeline,
    lsn: BigInt(gap.from) * BigInt(segmentSize),
  };
}

/** The backup whose own WAL alone was kept before a gap, where that is what a tool does; else undefined. */
export type KeptForBackups = (gap: Gap) => BackupState | undefined;

/** Tools that can be told to keep, of an older backup, only the WAL that it needs to become consistent. */
const thinning: readonly LayoutName[] = ['pgBackRest', 'Barman', 'Barman Cloud', 'WAL-G', 'pg_probackup'];

/** Finds gaps that end one backup's WAL and begin with another's: expired, not lost. */
export function keptForBackups(
  repositories: readonly Repository[],
  backups: readonly BackupState[],
  segmentSize: number,
): KeptForBackups {
  if (!repositories.some(({ layout }) => thinning.includes(layout))) return () => undefined;
  return ({ timeline, from, to }) => {
    const name = (number: number) => formatSegmentName({ timeline, number: BigInt(number) }, segmentSize);
    const next = backups.some(({ firstSegment }) => firstSegment === name(to + 1));
    return next
      ? backups.find(({ lastSegment, restorable }) => restorable && lastSegment === name(from - 1))
      : undefined;
  };
}
