import type { ClusterInventory, TimelineInventory } from '../../archive/inventory.ts';
import { FileError, type Files } from '../../bytes/byteSource.ts';
import type { DecompressionPlatform } from '../../bytes/decompress.ts';
import { LazySources } from '../../bytes/lazySources.ts';
import { compareLsn, formatLsn, type Lsn } from '../../postgres/lsn.ts';
import { openWal } from '../../postgres/wal/openWal.ts';
import type { RecordBatch } from '../../postgres/wal/reader.ts';
import { readRecord } from '../../postgres/wal/readRecord.ts';
import { segmentNameAt, type Wal, type WalEnd } from '../../postgres/wal/wal.ts';
import { rmgr } from '../recordClasses.ts';
import { walk } from '../walk.ts';
import { stretchesOf, type WalPiece, type WalStretch } from './walPieces.ts';

/** Who follows the WAL of a cluster; each timeline has a state of its own. */
export interface Follower<State> {
  /** Begins a stretch, with what was known where it branches off or where the WAL before it ended. */
  begin(stretch: OpenStretch, before: State | undefined): State;
  /** Takes a record. */
  add(state: State, batch: RecordBatch, at: number): void;
  /** A state that stays as it is now. */
  keep(state: State): State;
}

/** A stretch of a timeline that is being read. */
export interface OpenStretch {
  readonly wal: Wal;
  readonly timeline: TimelineInventory;
  readonly pieces: readonly WalPiece[];
}

export interface WalkOptions {
  readonly signal?: AbortSignal;
  /** Called with the number of segments that were read, of all. */
  readonly onProgress?: (done: number, all: number) => void;
}

/** What became of the timelines that were followed. */
export interface Walked<State> {
  /** The states at the ends of the timelines, by number. */
  readonly ends: ReadonlyMap<number, State>;
  readonly problems: readonly string[];
}

/**
 * Reads the WAL of every timeline, parents first and in the order of the log; what branches off goes on with what was
 * known at its switch point. Damaged WAL is told and passed over, up to the next segment.
 */
export async function walkTimelines<State>(
  files: Files,
  cluster: ClusterInventory,
  platform: DecompressionPlatform,
  follower: Follower<State>,
  { signal, onProgress }: WalkOptions = {},
): Promise<Walked<State>> {
  const timelines = [...cluster.timelines].sort((a, b) => a.timeline - b.timeline);
  const stretches = new Map(timelines.map(each => [each.timeline, stretchesOf(cluster, each)]));
  const all = [...stretches.values()].flat().reduce((sum, { pieces }) => sum + pieces.length, 0);
  const atSwitch = new Map<number, State>();
  const ends = new Map<number, State>();
  const problems: string[] = [];
  let done = 0;
  for (const timeline of timelines) {
    const branches = branchesOf<State>(timeline, timelines, (child, state) =>
      atSwitch.set(child, follower.keep(state)),
    );
    let state = atSwitch.get(timeline.timeline);
    for (const stretch of stretches.get(timeline.timeline)!) {
      const sources = new LazySources(files, platform);
      try {
        let left: WalStretch | undefined = stretch;
        while (left) {
          const { pieces, from }: WalStretch = left;
          const segments = pieces.map(({ path, name }) => ({
            source: sources.later(path, cluster.segmentSize),
            name,
          }));
          const wal = await openWal(segments);
          if (state) branches.reached(from - 1n, state);
          state = follower.begin({ wal, timeline, pieces }, state);
          const told = (segments: number) =>
            onProgress?.(done + stretch.pieces.length - pieces.length + segments, all);
          const end: WalEnd = await read(wal, left, state, follower, branches, { signal, told });
          if (end.kind === 'endOfRange') break;
          left = behind(left, end.atLsn, cluster.segmentSize);
          const isDamage = left || wal.unreadable || pieces[pieces.length - 1].isArchived;
          if (isDamage) problems.push(endText(end, wal));
        }
      } catch (error) {
        if (!(error instanceof FileError)) throw error;
        problems.push(error.message);
      } finally {
        await sources.close();
      }
      done += stretch.pieces.length;
      onProgress?.(done, all);
    }
    if (!state) continue;
    branches.reached(undefined, state);
    ends.set(timeline.timeline, state);
  }
  return { ends, problems };
}

interface Branches<State> {
  /** The switch point that comes next; undefined when there is none. */
  readonly next: Lsn | undefined;
  /** All branches up to `lsn`, or all, begin with `state`. */
  reached(lsn: Lsn | undefined, state: State): void;
}

function branchesOf<State>(
  { timeline }: TimelineInventory,
  timelines: readonly TimelineInventory[],
  begin: (child: number, state: State) => void,
): Branches<State> {
  const left = timelines
    .flatMap(({ timeline: child, parent, switchLsn }) =>
      parent === timeline && switchLsn !== undefined ? { child, switchLsn } : [],
    )
    .sort((a, b) => compareLsn(a.switchLsn, b.switchLsn));
  return {
    get next() {
      return left[0]?.switchLsn;
    },
    reached(lsn, state) {
      while (left.length && (lsn === undefined || left[0].switchLsn <= lsn))
        begin(left.shift()!.child, state);
    },
  };
}

async function read<State>(
  wal: Wal,
  { from, to }: WalStretch,
  state: State,
  follower: Follower<State>,
  branches: Branches<State>,
  { signal, told }: { readonly signal?: AbortSignal; readonly told: (segments: number) => void },
): Promise<WalEnd> {
  const positionOf = (lsn: Lsn | undefined) =>
    lsn === undefined ? Number.POSITIVE_INFINITY : Number(lsn - wal.start);
  let next = positionOf(branches.next);
  let segments = 0;
  const take = async (batch: RecordBatch) => {
    for (let at = 0; at < batch.count; at++) {
      if (batch.position[at] >= next) {
        branches.reached(batch.base + BigInt(batch.position[at]), state);
        next = positionOf(branches.next);
      }
      const long = isLongTransaction(batch, at) ? await longRecord(wal, batch, at) : undefined;
      if (long) follower.add(state, long, 0);
      else follower.add(state, batch, at);
    }
    const read = Math.floor(batch.end[batch.count - 1] / wal.segmentSize);
    if (read > segments) told(read);
    segments = read;
  };
  return walk(wal, take, { start: from, end: to, signal });
}

/** The end of a transaction that did so much that the scan has not kept its record. */
function isLongTransaction({ address, rmid }: RecordBatch, at: number): boolean {
  return address[at] === 0 && rmid[at] === rmgr.transaction;
}

/** A record of a batch with its bytes read again, as a batch of its own. */
async function longRecord(wal: Wal, batch: RecordBatch, at: number): Promise<RecordBatch | undefined> {
  const bytes = await readRecord(wal, batch.base + BigInt(batch.position[at]));
  if (!bytes) return undefined;
  const address = 8;
  const memory = new Uint8Array(address + bytes.length);
  memory.set(bytes, address);
  return {
    ...batch,
    count: 1,
    memory,
    address: Uint32Array.of(address),
    position: batch.position.subarray(at, at + 1),
    end: batch.end.subarray(at, at + 1),
    prev: batch.prev.subarray(at, at + 1),
    xid: batch.xid.subarray(at, at + 1),
    totalLength: batch.totalLength.subarray(at, at + 1),
    mainLength: batch.mainLength.subarray(at, at + 1),
    fpiLength: batch.fpiLength.subarray(at, at + 1),
    timeline: batch.timeline.subarray(at, at + 1),
    info: batch.info.subarray(at, at + 1),
    rmid: batch.rmid.subarray(at, at + 1),
    blocks: batch.blocks.subarray(at, at + 1),
  };
}

/** What comes after the segment that holds `lsn`. */
function behind({ pieces, from, to }: WalStretch, lsn: Lsn, segmentSize: number): WalStretch | undefined {
  const size = BigInt(segmentSize);
  const first = from / size;
  const next = (lsn > from ? lsn : from) / size + 1n;
  const left = pieces.slice(Number(next - first));
  return left.length ? { pieces: left, from: next * size, to } : undefined;
}

function endText(end: WalEnd, wal: Wal): string {
  const segment = segmentNameAt(wal, end.atLsn < wal.end ? end.atLsn : wal.start);
  return `${segment} cannot be read from ${formatLsn(end.atLsn)} on: ${end.reason ?? end.message ?? 'the WAL ends'}`;
}
