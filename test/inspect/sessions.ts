import { MemoryFiles } from '../../server/bytes/memoryFiles.ts';
import { nodeDecompression } from '../../server/bytes/nodeDecompression.ts';
import { openSegment, type SegmentSession } from '../../server/inspect/segmentSession.ts';
import { bytesOf } from '../wal/fixtures.ts';
import type { RecordedCase } from '../wal/recorded.ts';

/** A session on bytes in memory, under a file name. */
export function openBytes(
  bytes: Uint8Array,
  name: string,
  changed: (session: SegmentSession) => void = () => {},
): Promise<SegmentSession> {
  const files = new MemoryFiles([[`/wal/${name}`, bytes]]);
  return openSegment(files, `/wal/${name}`, nodeDecompression, 1, changed);
}

/** A session on a recorded segment, read to its end. */
export async function openRead(one: RecordedCase): Promise<SegmentSession> {
  const session = await openBytes(bytesOf(one), one.readAs ?? one.file);
  await session.read;
  return session;
}

/** What a filter selects: the numbers of the records. */
export async function selected(session: SegmentSession, filter: string): Promise<number[]> {
  const problems = session.filter(filter);
  if (problems.length > 0) throw new Error(JSON.stringify(problems));
  while (!session.state.view.done) await new Promise(resolve => setTimeout(resolve, 1));
  const view = session.view(session.state.view.id)!;
  return Array.from({ length: view.records.length }, (_, row) => view.records.at(row));
}

/** A line of pg_waldump taken apart. */
export interface Line {
  readonly rmgr: string;
  readonly length: number;
  readonly imageLength: number;
  readonly xid: number;
  readonly lsn: string;
  readonly prev: string;
  readonly type: string;
  readonly blocks: readonly { relation: string; fork: string; block: number; image: boolean }[];
  readonly text: string;
}

const lineShape =
  /^rmgr: (\S+)\s+len \(rec\/tot\):\s+(\d+)\/\s*(\d+), tx:\s+(\d+), lsn: (\S+), prev (\S+), desc: (UNKNOWN \(\w+\)|\S+)/;
const blockShape = /blkref #\d+: rel (\S+)(?: fork (\w+))? blk (\d+)( FPW)?/g;

export function readLine(text: string): Line {
  const [, rmgr, record, total, xid, lsn, prev, type] = lineShape.exec(text)!;
  const blocks = [...text.matchAll(blockShape)].map(([, relation, fork, block, image]) => ({
    relation,
    fork: fork ?? 'main',
    block: Number(block),
    image: image !== undefined,
  }));
  const length = Number(total);
  return {
    rmgr,
    length,
    imageLength: length - Number(record),
    xid: Number(xid),
    lsn,
    prev,
    type,
    blocks,
    text,
  };
}
