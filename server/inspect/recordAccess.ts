import type { Lsn } from '../postgres/lsn.ts';
import {
  longPageHeaderSize,
  readPageHeader,
  shortPageHeaderSize,
  walPageSize,
} from '../postgres/wal/page.ts';
import { readRecord } from '../postgres/wal/readRecord.ts';
import { WalRecord } from '../postgres/wal/record.ts';
import { locate, type Wal } from '../postgres/wal/wal.ts';
import { cachedSource } from './cachedSource.ts';
import { rmgr } from './recordClasses.ts';
import type { RecordPlace } from './recordText.ts';

/** Reads single records at positions that a scan has reported. */
export interface RecordAccess {
  /**
   * The record at `position` (bytes from `wal.start`), decoded with its first byte at offset 0; undefined when the
   * file no longer has one there. A decoded record is good until the next one is asked for.
   */
  record(position: number): Promise<WalRecord | undefined>;
  /** Where the record at `position` ends and on which timeline it was written. */
  place(position: number, record: WalRecord): Promise<RecordPlace>;
}

export function recordAccess(scanned: Wal): RecordAccess {
  const segments = scanned.segments.map(({ source, name }) => ({ name, source: cachedSource(source) }));
  const wal: Wal = { ...scanned, segments };
  const record = new WalRecord(wal.major);

  return {
    async record(position) {
      const lsn = wal.start + BigInt(position);
      const bytes = await readRecord(wal, lsn);
      const high = Number(lsn >> 32n);
      const low = Number(lsn & 0xffff_ffffn);
      return bytes && record.decode(bytes, 0, bytes.length, high, low) ? record : undefined;
    },
    async place(position, { totalLength, rmid, info }) {
      const lsn = wal.start + BigInt(position);
      return {
        end: isSwitch(rmid, info)
          ? nextSegment(wal, lsn)
          : wal.start + BigInt(endOf(wal, position, totalLength)),
        timeline: await timelineAt(wal, lsn - (lsn % BigInt(walPageSize))),
      };
    },
  };
}

/** XLOG_SWITCH: the rest of the segment is empty. PostgreSQL: catalog/pg_control.h. */
const isSwitch = (rmid: number, info: number) => rmid === rmgr.xlog && (info & 0xf0) === 0x40;

function nextSegment(wal: Wal, lsn: Lsn): Lsn {
  const size = BigInt(wal.segmentSize);
  return (lsn / size + 1n) * size;
}

/** Behind a record's last byte, at the next multiple of 8: every page that it goes on to has a header before it. */
function endOf(wal: Wal, position: number, totalLength: number): number {
  let at = position;
  let left = totalLength;
  for (;;) {
    const onPage = walPageSize - (at % walPageSize);
    if (left <= onPage) return Math.ceil((at + left) / 8) * 8;
    left -= onPage;
    at += onPage;
    at += at % wal.segmentSize === 0 ? longPageHeaderSize : shortPageHeaderSize;
  }
}

async function timelineAt(wal: Wal, page: Lsn): Promise<number> {
  const place = locate(wal, page);
  const header = place && readPageHeader(await place.segment.source.read(place.offset, longPageHeaderSize));
  return header?.timeline ?? wal.timeline;
}
