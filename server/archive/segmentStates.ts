import type { TimelineHistory } from '../postgres/files/history.ts';
import type { Differing } from './cluster.ts';
import { type ClusterObjects, type Contents, segmentOf } from './cluster.ts';
import { PageTimelines } from './pageTimelines.ts';
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
  /** They are there twice with different content. */
  readonly doubled?: boolean;
}

/** Best first: of several files for one segment the best decides. */
const ranking: readonly SegmentState[] = ['archived', 'waiting', 'local', 'partial', 'damaged', 'foreign'];

/** The last rank that recovery can read. */
const lastReadable = ranking.indexOf('local');

/**
 * Names the segments of a cluster by state. `present` are those that recovery can read; `continuous` the same without
 * what only a backup brings along for itself, between which there are no gaps.
 */
export function segmentStates(
  cluster: ClusterObjects,
  contents: Contents,
  segmentSize: number,
): {
  present: Map<number, SegmentRuns>;
  continuous: Map<number, SegmentRuns>;
  runs: Map<number, StateRun[]>;
  problems: ArchiveProblem[];
} {
  const isReady = readyIn(cluster);
  const tally = new SegmentTally();
  const hasBackups = cluster.objects.some(({ place }) => place === 'backup');
  const outside = hasBackups ? new SegmentTally() : tally;
  const problems: ArchiveProblem[] = [];
  const pageTimelines = new PageTimelines(soundHistories(contents));
  for (const object of cluster.objects) {
    if (object.kind !== 'segment' && object.kind !== 'partial') continue;
    const segment = segmentOf(object, segmentSize);
    const head = contents.heads.get(object);
    const judged = judge(object, head, segment, segmentSize, cluster.systemIdentifier, pageTimelines);
    if (judged === 'unused') continue;
    if (judged?.problem) problems.push(judged.problem);
    const state = judged?.state ?? stateByName(object, isReady);
    const rank = ranking.indexOf(state);
    tally.add(segment.timeline, segment.number, rank);
    if (hasBackups && object.place !== 'backup') outside.add(segment.timeline, segment.number, rank);
  }
  problems.sort(byPlace);
  const doubled = doubledNumbers(contents.differing ?? [], segmentSize);
  problems.push(...(contents.differing ?? []).map(each => differingProblem(each, segmentSize)));
  const runs = new Map<number, StateRun[]>();
  for (const timeline of tally.timelines()) {
    const { numbers, ranks } = tally.best(timeline);
    runs.set(timeline, toRuns(numbers, ranks, doubled.get(timeline)));
  }
  const present = readableIn(tally);
  return { present, continuous: hasBackups ? readableIn(outside) : present, runs, problems };
}

/** Folders list their files in any order. */
function byPlace(a: ArchiveProblem, b: ArchiveProblem): number {
  const [one, two] = [a, b].map(({ timeline = 0, lsn = 0n, path = '' }) => ({ timeline, lsn, path }));
  return one.timeline - two.timeline || Number(one.lsn - two.lsn) || (one.path < two.path ? -1 : 1);
}

/** The segments that recovery can read, by timeline. */
function readableIn(tally: SegmentTally): Map<number, SegmentRuns> {
  const found = new Map<number, SegmentRuns>();
  for (const timeline of tally.timelines()) {
    const { numbers, ranks } = tally.best(timeline);
    const readable = numbers.filter((_, at) => ranks[at] <= lastReadable);
    if (readable.length) found.set(timeline, new SegmentRuns(readable));
  }
  return found;
}

/** The histories that the server takes and that name an ancestor: a broken one is no reason to doubt a segment. */
function soundHistories({ histories, problems }: Contents): TimelineHistory[] {
  const refused = new Set(
    problems.filter(({ code }) => code === 'history-refused').map(({ timeline }) => timeline),
  );
  return histories.filter(({ timeline, entries }) => entries.length > 0 && !refused.has(timeline));
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
  'cut short': 'The compressed file is cut short or damaged: it does not decompress to its end.',
  undecodable: 'The file cannot be decompressed: it is damaged or encrypted.',
};

/** What the content says against the name; undefined when nothing does, `unused` for a segment kept for later use. */
function judge(
  object: WalObject,
  head: SegmentHead | HeadFault | undefined,
  segment: { timeline: number; number: number },
  segmentSize: number,
  systemIdentifier: bigint | undefined,
  pageTimelines: PageTimelines,
): { state: SegmentState; problem: ArchiveProblem } | 'unused' | undefined {
  if (head === undefined || head === 'encrypted') return undefined;
  // a file that is still written to: pg_receivewal fills it with zeros first, or has not written what it compressed
  if (object.kind === 'partial' && typeof head === 'string' && head !== 'not WAL') return undefined;
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
  const inPgWal = object.place !== 'archive';
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
  if (head.plainBytes !== undefined && head.plainBytes !== segmentSize && object.kind === 'segment') {
    const size = `The segment has ${head.plainBytes} bytes instead of ${segmentSize}`;
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
  const expected = pageTimelines.at(segment.timeline, lsn);
  if (expected === undefined ? head.timeline <= segment.timeline : head.timeline === expected)
    return undefined;
  const wanted = expected ?? `${segment.timeline} or before`;
  return problem(
    'damaged',
    'segment-misplaced',
    `The segment's first page is of timeline ${head.timeline}, where one of timeline ${wanted} belongs.`,
  );
}

/** By timeline, the segments that are there twice with different content. */
function doubledNumbers(differing: readonly Differing[], segmentSize: number): Map<number, Set<number>> {
  const found = new Map<number, Set<number>>();
  for (const { object } of differing) {
    const { timeline, number } = segmentOf(object, segmentSize);
    found.set(timeline, (found.get(timeline) ?? new Set()).add(number));
  }
  return found;
}

function differingProblem({ object, other, at }: Differing, segmentSize: number): ArchiveProblem {
  const { timeline, number } = segmentOf(object, segmentSize);
  const place = at === undefined ? '' : ` from byte ${at} on`;
  return {
    severity: 'error',
    code: 'doubled-segment',
    message: `The file differs from ${pathOf(other)}${place}: one is damaged, or two servers wrote it.`,
    path: pathOf(object),
    timeline,
    lsn: BigInt(number) * BigInt(segmentSize) + BigInt(at ?? 0),
  };
}

function toRuns(numbers: Float64Array, ranks: Uint8Array, doubled?: ReadonlySet<number>): StateRun[] {
  const runs: { state: SegmentState; from: number; to: number; doubled?: boolean }[] = [];
  for (let at = 0; at < numbers.length; at++) {
    const number = numbers[at];
    const last = runs[runs.length - 1];
    const state = ranking[ranks[at]];
    const isDoubled = doubled?.has(number) || undefined;
    if (last && last.state === state && last.to === number - 1 && last.doubled === isDoubled)
      last.to = number;
    else runs.push({ state, from: number, to: number, ...(isDoubled && { doubled: true }) });
  }
  return runs;
}
