import type { Lsn } from '../../postgres/lsn.ts';
import { formatSegmentName } from '../../postgres/segmentName.ts';
import { stretchesBegunBy } from '../../postgres/timelineWay.ts';
import { openWal } from '../../postgres/wal/openWal.ts';
import type { Wal } from '../../postgres/wal/wal.ts';
import type { DumpTarget } from './target.ts';

/** The segments of a range that are there. */
export interface OpenedRange {
  readonly wal?: Wal;
  /** The first segment that is not there although the range goes on. */
  readonly missing?: string;
  /** Where the range ends: before its last segment does where that is an ancestor's, left at this switch point. */
  readonly end?: Lsn;
}

/** The consecutive segments from the start on that are there, as far as the end. */
export async function openRange(target: DumpTarget): Promise<OpenedRange> {
  const { store, head, start } = target;
  const size = BigInt(head.segmentSize);
  const first = start / size;
  // a range that ends before it begins has its first segment all the same: it is looked for a record there
  const last = target.end === undefined ? undefined : max(first, (target.end - 1n) / size);
  const names: string[] = [];
  let { end } = target;
  let missing: string | undefined;
  for (let number = first; missing === undefined && (last === undefined || number <= last); number++) {
    const found = fileOf(target, number);
    if (found.name !== undefined) names.push(found.name);
    missing = found.missing;
    end = found.until ?? end;
  }
  if (!names.length) return { missing };
  // the first one tells its size; none stays open for good, as a record may go through very many
  const { size: firstSize } = await store.open(names[0]);
  const segments = names.map((name, i) => store.segment(name, i === 0 ? firstSize : head.segmentSize));
  // what cannot tell its major has that of its neighbours
  const options = { archive: store.archive, majorIfUntold: head.major };
  return { wal: await openWal(segments, options), missing, end };
}

function max(a: bigint, b: bigint): bigint {
  return a > b ? a : b;
}

interface FoundFile {
  readonly name?: string;
  readonly missing?: string;
  /** The file is an ancestor's, and what it holds from here on is not the way. */
  readonly until?: Lsn;
}

/** The file in which segment `number` is read. */
function fileOf({ store, head, timeline, way }: DumpTarget, number: bigint): FoundFile {
  const { segmentSize } = head;
  const nameOn = (timeline: number) => formatSegmentName({ timeline, number }, segmentSize);
  const [newest, ancestor] = way ? stretchesBegunBy(way, number, segmentSize) : [{ timeline, from: 0n }];
  const name = nameOn(newest?.timeline ?? timeline);
  if (store.has(name)) return { name };
  const switchedInside = ancestor && newest.from / BigInt(segmentSize) === number;
  if (!switchedInside || !store.has(nameOn(ancestor.timeline))) return { missing: name };
  return { name: nameOn(ancestor.timeline), missing: name, until: newest.from };
}
