import { type ClusterObjects, type Contents, segmentOf } from './cluster.ts';
import type { ArchiveProblem } from './repository.ts';
import type { HeadFault, SegmentHead } from './segmentHead.ts';
import { pathOf, type WalObject } from './walObject.ts';

/**
 * `archived`: in an archive; `local`: in a pg_wal only; `waiting`: there, marked .ready for the archiver; `partial`:
 * only a .partial file; `damaged`: not the segment that its name says; `foreign`: of another cluster.
 */
export type SegmentState = 'archived' | 'local' | 'waiting' | 'partial' | 'damaged' | 'foreign';

/** Neighbouring segments in the same state, by number. */
export interface StateRun {
  readonly state: SegmentState;
  readonly from: number;
  readonly to: number;
  /** At least one of them is there twice with different content. */
  readonly doubled?: boolean;
}

/** Best first: of several files for one segment the best decides. */
const ranking: readonly SegmentState[] = ['archived', 'waiting', 'local', 'partial', 'damaged', 'foreign'];

/** Names the segments of a cluster by state. `present` are those that recovery can read. */
export function segmentStates(
  cluster: ClusterObjects,
  contents: Contents,
  segmentSize: number,
): { present: Map<number, number[]>; runs: Map<number, StateRun[]>; problems: ArchiveProblem[] } {
  const ready = new Set(
    cluster.repositories.flatMap(repository =>
      (repository.archiveStatus ?? [])
        .filter(name => name.endsWith('.ready'))
        .map(name => `${repository.root}|${name.slice(0, -6)}`),
    ),
  );
  const rootOf = new Map(
    cluster.repositories.flatMap(
      r =>
        [
          [r.root, r.root],
          [`${r.root}/pg_wal`, r.root],
        ] as const,
    ),
  );
  const byTimeline = new Map<number, Map<number, number>>();
  const problems: ArchiveProblem[] = [];
  for (const object of cluster.objects) {
    if (object.kind !== 'segment' && object.kind !== 'partial') continue;
    const segment = segmentOf(object, segmentSize);
    if (!segment) continue;
    const head = contents.heads.get(pathOf(object));
    const judged = judge(object, head, segment, segmentSize, cluster.systemIdentifier);
    if (judged === 'unused') continue;
    if (judged?.problem) problems.push(judged.problem);
    const isReady = () => ready.has(`${rootOf.get(object.folder) ?? object.folder}|${object.name}`);
    const state = judged?.state ?? stateByName(object, isReady);
    const rank = ranking.indexOf(state);
    const numbers = byTimeline.get(segment.timeline) ?? new Map<number, number>();
    byTimeline.set(segment.timeline, numbers);
    const known = numbers.get(segment.number);
    if (known === undefined || rank < known) numbers.set(segment.number, rank);
  }
  const present = new Map<number, number[]>();
  const runs = new Map<number, StateRun[]>();
  for (const [timeline, numbers] of byTimeline) {
    const sorted = Float64Array.from(numbers.keys()).sort();
    const readable = [...sorted].filter(number => numbers.get(number)! < ranking.indexOf('partial'));
    if (readable.length) present.set(timeline, readable);
    runs.set(
      timeline,
      toRuns(sorted, number => ranking[numbers.get(number)!]),
    );
  }
  return { present, runs, problems };
}

function stateByName(object: WalObject, isReady: () => boolean): SegmentState {
  if (object.kind === 'partial') return 'partial';
  if (object.place === 'archive') return 'archived';
  return isReady() ? 'waiting' : 'local';
}

const faultWords: Readonly<Record<HeadFault, string>> = {
  empty: 'The file is empty.',
  short: 'The file ends within its first page header.',
  zeros: 'The file begins with zeros: nothing was ever written to it.',
  'not WAL': 'The file does not begin with a WAL page of PostgreSQL 10 to 19.',
};

/** What the content says against the name; undefined when nothing does, `unused` for a segment kept for later use. */
function judge(
  object: WalObject,
  head: SegmentHead | HeadFault | undefined,
  segment: { timeline: number; number: number },
  segmentSize: number,
  systemIdentifier: bigint | undefined,
): { state: SegmentState; problem: ArchiveProblem } | 'unused' | undefined {
  if (head === undefined) return undefined;
  const lsn = BigInt(segment.number) * BigInt(segmentSize);
  const problem = (state: SegmentState, code: string, message: string) => ({
    state,
    problem: {
      severity: 'error',
      code,
      message,
      path: pathOf(object),
      timeline: segment.timeline,
      lsn,
    } as const,
  });
  const inPgWal = object.place === 'pg_wal';
  if (typeof head === 'string') {
    if (inPgWal && head === 'zeros') return 'unused';
    return problem('damaged', 'segment-damaged', faultWords[head]);
  }
  if (systemIdentifier !== undefined && head.systemIdentifier !== systemIdentifier)
    return problem(
      'foreign',
      'segment-foreign',
      `The segment belongs to system ${head.systemIdentifier}, not to ${systemIdentifier}.`,
    );
  if (head.address !== lsn) {
    // the server renames old segments for later use; their pages still have the old addresses
    if (inPgWal) return 'unused';
    return problem(
      'damaged',
      'segment-misplaced',
      `The segment's first page is of another place in the log than its name says.`,
    );
  }
  return undefined;
}

function toRuns(sorted: Float64Array, stateOf: (number: number) => SegmentState): StateRun[] {
  const runs: { state: SegmentState; from: number; to: number }[] = [];
  for (const number of sorted) {
    const last = runs[runs.length - 1];
    const state = stateOf(number);
    if (last && last.state === state && last.to === number - 1) last.to = number;
    else runs.push({ state, from: number, to: number });
  }
  return runs;
}
