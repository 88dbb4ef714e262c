import { segmentChains, soundFiles } from '../../archive/chains.ts';
import type { ClusterInventory } from '../../archive/inventory.ts';
import { pathOf, type WalObject } from '../../archive/walObject.ts';
import { FileError, type Files } from '../../bytes/byteSource.ts';
import { type DecompressionPlatform, openPlain, type PlainSource } from '../../bytes/decompress.ts';
import { sameBytes } from '../../bytes/sameBytes.ts';
import { formatLsn, type Lsn } from '../../postgres/lsn.ts';
import { parseSegmentName } from '../../postgres/segmentName.ts';
import { openWal } from '../../postgres/wal/openWal.ts';
import { scanWal } from '../../postgres/wal/reader.ts';
import type { WalEnd, WalSegment } from '../../postgres/wal/wal.ts';

/** Something wrong with a segment. */
export interface SegmentFinding {
  readonly severity: 'error' | 'warning';
  readonly code: 'wal-damaged' | 'wal-ends' | 'segment-differs' | 'segment-unreadable';
  readonly path: string;
  readonly segment: string;
  readonly lsn?: Lsn;
  readonly message: string;
}

/** What became of one segment. */
export interface VerifiedSegment {
  readonly path: string;
  readonly segment: string;
  readonly records: number;
  readonly findings: readonly SegmentFinding[];
}

export interface VerifyOptions {
  readonly signal?: AbortSignal;
}

/** How many segments are read as one log; their files are open at the same time. */
const chainLength = 8;

/**
 * Reads every segment of a cluster: each page, each link between records, each checksum, and records that cross from
 * one segment into the next. Yields a verdict for each segment in the order of the log, then for each `.partial` file.
 */
export async function* verifyWal(
  files: Files,
  cluster: ClusterInventory,
  platform: DecompressionPlatform,
  options: VerifyOptions = {},
): AsyncGenerator<VerifiedSegment> {
  for (const chainOfAll of segmentChains(cluster)) {
    const copies = new Map(chainOfAll.map(each => [each.name, each.copies]));
    const run = chainOfAll.map(each => each.name);
    let at = 0;
    let length = chainLength;
    while (at < run.length) {
      options.signal?.throwIfAborted();
      // the segment after the chain is opened with it: a record may cross into it
      const chain = run.slice(at, at + length + 1);
      const verdicts = await verifyChain(
        files,
        chain,
        copies,
        cluster,
        platform,
        at + chain.length === run.length,
        options,
      );
      if (!verdicts) {
        length *= 2;
        continue;
      }
      for (const verdict of verdicts) yield verdict;
      at += Math.max(1, verdicts.length);
      length = chainLength;
    }
  }
  for (const partial of partialFiles(cluster)) {
    options.signal?.throwIfAborted();
    yield await verifyPartial(files, partial, cluster, platform, options);
  }
}

/** How many verdicts there will be: segments, and `.partial` files. */
export function countToVerify(cluster: ClusterInventory): number {
  const segments = segmentChains(cluster).reduce((sum, chain) => sum + chain.length, 0);
  return segments + partialFiles(cluster).length;
}

function partialFiles(cluster: ClusterInventory): WalObject[] {
  return soundFiles(cluster, 'partial').sort((a, b) => (pathOf(a) < pathOf(b) ? -1 : 1));
}

/** Where the WAL of a `.partial` file ends is no fault: the segment was not written to its end. */
async function verifyPartial(
  files: Files,
  object: WalObject,
  cluster: ClusterInventory,
  platform: DecompressionPlatform,
  { signal }: VerifyOptions,
): Promise<VerifiedSegment> {
  const verdict = { path: pathOf(object), segment: object.name };
  const unreadable = (message: string) => [finding(object, 'error', 'segment-unreadable', message)];
  try {
    const source = await openPlain(await files.open(pathOf(object)), object.fileName, platform, { signal });
    try {
      const counts = [0];
      const end = await countRecords([{ source, name: object.name }], counts, cluster, signal);
      const empty = counts[0] === 0 ? [endFinding('wal-ends', end, object)] : [];
      const findings = source.problem ? unreadable(source.problem) : empty;
      return { ...verdict, records: counts[0], findings };
    } finally {
      await source.close();
    }
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    return { ...verdict, records: 0, findings: unreadable(error.message) };
  }
}

/**
 * Verifies the first segments of a chain: all but the last one, which is there for records that cross into it, unless
 * `toTheEnd`; and no further than a segment that is damaged. Undefined: one of their records goes on beyond the chain.
 */
async function verifyChain(
  files: Files,
  chain: readonly string[],
  copies: ReadonlyMap<string, readonly WalObject[]>,
  cluster: ClusterInventory,
  platform: DecompressionPlatform,
  toTheEnd: boolean,
  { signal }: VerifyOptions,
): Promise<VerifiedSegment[] | undefined> {
  const opened: { object: WalObject; source: PlainSource }[] = [];
  try {
    for (const name of chain) {
      const object = copies.get(name)![0];
      opened.push({
        object,
        source: await openPlain(await files.open(pathOf(object)), object.fileName, platform, { signal }),
      });
    }
    const wanted = toTheEnd ? chain.length : Math.max(1, chain.length - 1);
    const segments: WalSegment[] = opened.map(({ object, source }) => ({ source, name: object.name }));
    const counts = new Array<number>(chain.length).fill(0);
    const end = await countRecords(segments, counts, cluster, signal);
    const goesOn = end.kind === 'endOfRange' && segmentAt(end.atLsn, chain, cluster) < wanted;
    if (goesOn && !toTheEnd) return undefined;
    const endedIn = end.kind === 'endOfRange' ? chain.length : segmentAt(end.atLsn, chain, cluster);
    const verdicts: VerifiedSegment[] = [];
    for (let i = 0; i < wanted && i <= endedIn; i++) {
      const { object, source } = opened[i];
      const findings = i === endedIn ? endFindings(end, object, toTheEnd && i === chain.length - 1) : [];
      if (source.problem) findings.push(finding(object, 'error', 'segment-unreadable', source.problem));
      findings.push(...(await differences(files, source, copies.get(object.name)!, platform, signal)));
      verdicts.push({ path: pathOf(object), segment: object.name, records: counts[i], findings });
    }
    return verdicts;
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    const object = copies.get(chain[opened.length] ?? chain[0])![0];
    const findings = [finding(object, 'error', 'segment-unreadable', error.message)];
    return [{ path: pathOf(object), segment: object.name, records: 0, findings }];
  } finally {
    for (const { source } of opened) await source.close();
  }
}

async function countRecords(
  segments: readonly WalSegment[],
  counts: number[],
  cluster: ClusterInventory,
  signal: AbortSignal | undefined,
): Promise<WalEnd> {
  const wal = await openWal(segments, { systemIdentifier: cluster.systemIdentifier });
  const scan = scanWal(wal, { signal });
  for (;;) {
    const { value, done } = await scan.next();
    if (done) return value;
    for (let i = 0; i < value.count; i++) counts[Math.floor(value.position[i] / wal.segmentSize)]++;
  }
}

function segmentAt(lsn: Lsn, chain: readonly string[], { segmentSize }: ClusterInventory): number {
  const first = parseSegmentName(chain[0], segmentSize)!.number;
  const index = Number(lsn / BigInt(segmentSize) - first);
  return Math.max(0, Math.min(chain.length - 1, index));
}

/** The end of the WAL is no fault in the newest segment of a running server; anywhere else it is damage. */
function endFindings(end: WalEnd, object: WalObject, isLast: boolean): SegmentFinding[] {
  const plainEnd = isLast && object.place !== 'archive';
  return plainEnd ? [] : [endFinding('wal-damaged', end, object)];
}

function endFinding(code: 'wal-damaged' | 'wal-ends', end: WalEnd, object: WalObject): SegmentFinding {
  const reason = end.reason ?? end.message ?? 'The WAL ends here.';
  const message = `The WAL ends at ${formatLsn(end.atLsn)}: ${reason}`;
  return { ...finding(object, 'error', code, message), lsn: end.atLsn };
}

/** Copies of a segment must be equal: two servers that archived the same name are a split brain. */
async function differences(
  files: Files,
  source: PlainSource,
  copies: readonly WalObject[],
  platform: DecompressionPlatform,
  signal: AbortSignal | undefined,
): Promise<SegmentFinding[]> {
  const findings: SegmentFinding[] = [];
  for (const copy of copies.slice(1)) {
    const other = await openPlain(await files.open(pathOf(copy)), copy.fileName, platform, { signal });
    try {
      const difference = await sameBytes(source, other);
      if (difference === undefined) continue;
      const message = `The copy differs from ${pathOf(copies[0])} from byte ${difference} on: two servers wrote this segment.`;
      findings.push(finding(copy, 'error', 'segment-differs', message));
    } finally {
      await other.close();
    }
  }
  return findings;
}

function finding(
  object: WalObject,
  severity: SegmentFinding['severity'],
  code: SegmentFinding['code'],
  message: string,
): SegmentFinding {
  return { severity, code, path: pathOf(object), segment: object.name, message };
}
