import { type ClusterObjects, type Contents, segmentOf } from './cluster.ts';
import type { ArchiveProblem } from './repository.ts';
import type { HeadFault, SegmentHead } from './segmentHead.ts';
import { SegmentRuns } from './segmentRuns.ts';
import { SegmentTally } from './segmentTally.ts';
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

/** The last rank that recovery can read. */
const lastReadable = ranking.indexOf('local');

/** Names the segments of a cluster by state. `present` are those that recovery can read. */
export function segmentStates(
  cluster: ClusterObjects,
  contents: Contents,
  segmentSize: number,
): { present: Map<number, SegmentRuns>; runs: Map<number, StateRun[]>; problems: ArchiveProblem[] } {
  const isReady = readyIn(cluster);
  const tally = new SegmentTally();
  const problems: ArchiveProblem[] = [];
  for (const object of cluster.objects) {
    if (object.kind !== 'segment' && object.kind !== 'partial') continue;
    const segment = segmentOf(object, segmentSize);
    const head = contents.heads.get(object);
    const judged = judge(object, head, segment, segmentSize, cluster.systemIdentifier);
    if (judged === 'unused') continue;
    if (judged?.problem) problems.push(judged.problem);
    const state = judged?.state ?? stateByName(object, isReady);
    tally.add(segment.timeline, segment.number, ranking.indexOf(state));
  }
  const present = new Map<number, SegmentRuns>();
  const runs = new Map<number, StateRun[]>();
  for (const timeline of tally.timelines()) {
    const { numbers, ranks } = tally.best(timeline);
    const readable = numbers.filter((_, at) => ranks[at] <= lastReadable);
    if (readable.length) present.set(timeline, new SegmentRuns(readable));
    runs.set(timeline, toRuns(numbers, ranks));
  }
  return { present, runs, problems };
}

/** Whether a file of a pg_wal is marked .ready for the archiver. */
function readyIn({ repositories }: ClusterObjects): (object: WalObject) => boolean {
  const byFolder = new Map<string, ReadonlySet<string>>();
  for (const { root, archiveStatus = [] } of repositories) {
    const names = archiveStatus.filter(name => name.endsWith('.ready')).map(name => name.slice(0, -6));
    if (!names.length) continue;
    const ready = new Set(names);
    for (const folder of [root, `${root}/pg_wal`]) byFolder.set(folder, ready);
  }
  return ({ folder, name }) => byFolder.get(folder)?.has(name) ?? false;
}

function stateByName(object: WalObject, isReady: (object: WalObject) => boolean): SegmentState {
  if (object.kind === 'partial') return 'partial';
  if (object.place === 'archive') return 'archived';
  return isReady(object) ? 'waiting' : 'local';
}

const faultWords: Readonly<Record<Exclude<HeadFault, 'encrypted'>, string>> = {
  empty: 'The file is empty.',
  short: 'The file ends within its first page header.',
  zeros: 'The file begins with zeros: nothing was ever written to it.',
  'not WAL': 'The file does not begin with a WAL page of PostgreSQL 10 to 19.',
  undecodable: 'The file cannot be decompressed: it is damaged or encrypted.',
};

/** What the content says against the name; undefined when nothing does, `unused` for a segment kept for later use. */
function judge(
  object: WalObject,
  head: SegmentHead | HeadFault | undefined,
  segment: { timeline: number; number: number },
  segmentSize: number,
  systemIdentifier: bigint | undefined,
): { state: SegmentState; problem: ArchiveProblem } | 'unused' | undefined {
  if (head === undefined || head === 'encrypted') return undefined;
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
  if (head.fileBytes !== undefined && head.fileBytes !== segmentSize && object.kind === 'segment') {
    const size = `The file has ${head.fileBytes} bytes instead of ${segmentSize}`;
    return problem('damaged', 'segment-damaged', `${size}: the server refuses it.`);
  }
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

function toRuns(numbers: Float64Array, ranks: Uint8Array): StateRun[] {
  const runs: { state: SegmentState; from: number; to: number }[] = [];
  for (let at = 0; at < numbers.length; at++) {
    const number = numbers[at];
    const last = runs[runs.length - 1];
    const state = ranking[ranks[at]];
    if (last && last.state === state && last.to === number - 1) last.to = number;
    else runs.push({ state, from: number, to: number });
  }
  return runs;
}
