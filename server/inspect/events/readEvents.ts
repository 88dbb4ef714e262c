import { Describer } from '../../postgres/wal/describe/describer.ts';
import { type RecordBatch, scanWal } from '../../postgres/wal/reader.ts';
import { u32, u64, WalRecord } from '../../postgres/wal/record.ts';
import type { Wal } from '../../postgres/wal/wal.ts';
import { completionTime, droppedRelations } from '../completion.ts';
import { completionOf, mainDataAt, rmgr } from '../recordClasses.ts';
import type { SegmentEvents, WalEvent } from './walEvent.ts';

/** Kinds of XLOG records. PostgreSQL: XLOG_* in catalog/pg_control.h. */
const kinds = {
  shutdownCheckpoint: 0x00,
  switch: 0x40,
  parameterChange: 0x60,
  restorePoint: 0x70,
  endOfRecovery: 0x90,
};

/** Times that are kept of a segment at the most. */
export const mostMarks = 256;
const nameBytes = 64;

/**
 * Reads a segment from end to end and keeps what happened in it, and at most `marks` times of commits. Throws when it
 * cannot be read or was aborted.
 */
export async function readEvents(wal: Wal, signal?: AbortSignal, marks = mostMarks): Promise<SegmentEvents> {
  const events: WalEvent[] = [];
  const clock: { lsn: bigint; time: bigint }[] = [];
  const totals = { commits: 0, records: 0, recordBytes: 0, imageBytes: 0, usedBytes: 0, switched: false };
  const describer = new Describer(wal.major);
  const scan = scanWal(wal, { wholeRecords: true, signal });
  for (;;) {
    const { value, done } = await scan.next();
    if (done) {
      const damaged = value.kind !== 'endOfRange';
      const end = {
        endLsn: damaged ? wal.start + BigInt(totals.usedBytes) : undefined,
        endReason: value.reason ?? value.message,
      };
      return { ...totals, ...(damaged ? end : {}), events, clock: thinned(clock, marks) };
    }
    addBatch(value, wal, describer, events, clock, totals);
  }
}

/** Whether a record begins behind the last one of a segment, to end in the next segment. */
export function endsInRecord({ endLsn, switched, usedBytes }: SegmentEvents, segmentSize: number): boolean {
  return endLsn === undefined && !switched && usedBytes < segmentSize;
}

/** What a segment holds together with the record that begins in it and ends in the next one; `wal`: these two. */
export async function withLastRecord(
  events: SegmentEvents,
  wal: Wal,
  signal?: AbortSignal,
): Promise<SegmentEvents> {
  const found: WalEvent[] = [];
  const clock: { lsn: bigint; time: bigint }[] = [];
  const totals = { ...events };
  const start = wal.start + BigInt(events.usedBytes);
  for await (const batch of scanWal(wal, { wholeRecords: true, single: true, start, signal }))
    if (batch.position[0] < wal.segmentSize)
      addBatch(batch, wal, new Describer(wal.major), found, clock, totals);
  const usedBytes = Math.min(totals.usedBytes, wal.segmentSize);
  return { ...totals, usedBytes, events: [...events.events, ...found], clock: [...events.clock, ...clock] };
}

interface Totals {
  commits: number;
  records: number;
  recordBytes: number;
  imageBytes: number;
  usedBytes: number;
  switched: boolean;
}

function addBatch(
  batch: RecordBatch,
  wal: Wal,
  describer: Describer,
  events: WalEvent[],
  clock: { lsn: bigint; time: bigint }[],
  totals: Totals,
): void {
  totals.records += batch.count;
  for (let at = 0; at < batch.count; at++) {
    totals.recordBytes += batch.totalLength[at];
    totals.imageBytes += batch.fpiLength[at];
    const rmid = batch.rmid[at];
    if (rmid > rmgr.transaction) continue;
    const lsn = batch.base + BigInt(batch.position[at]);
    if (rmid === rmgr.xlog) {
      const event = xlogEvent(batch, at, lsn, wal, describer);
      if (event) events.push(event);
      if ((batch.info[at] & 0xf0) === kinds.switch) totals.switched = true;
      continue;
    }
    const completion = completionOf(rmid, batch.info[at]);
    if (completion === undefined || completion === 'prepare') continue;
    const time = completionTime(batch, at);
    if (time === undefined) continue;
    clock.push({ lsn, time });
    if (completion !== 'commit') continue;
    totals.commits++;
    const relations = droppedRelations(batch, at, wal.major);
    if (relations.length) events.push({ kind: 'drop', lsn, time, xid: batch.xid[at], relations });
  }
  const last = batch.count - 1;
  // a switch ends at the segment's end; what was used is up to its own bytes
  totals.usedBytes = totals.switched ? batch.position[last] + batch.totalLength[last] : batch.end[last];
}

function xlogEvent(
  batch: RecordBatch,
  at: number,
  lsn: bigint,
  wal: Wal,
  describer: Describer,
): WalEvent | undefined {
  const main = mainDataAt(batch, at);
  const length = batch.mainLength[at];
  const bytes = batch.memory;
  switch (batch.info[at] & 0xf0) {
    case kinds.shutdownCheckpoint: {
      if (main === 0 || length < 16) return undefined;
      const time = checkpointTime(recordOf(batch, at, lsn, wal), describer);
      const [timeline, previous] = [u32(bytes, main + 8), u32(bytes, main + 12)];
      // one that changes the timeline is written when recovery ends
      if (timeline !== previous) return { kind: 'endOfRecovery', lsn, time, timeline, previous };
      return { kind: 'shutdown', lsn, time };
    }
    case kinds.restorePoint: {
      if (main === 0 || length < 8) return undefined;
      const name = bytes.subarray(main + 8, main + Math.min(length, 8 + nameBytes));
      const end = name.indexOf(0);
      const text = new TextDecoder().decode(end < 0 ? name : name.subarray(0, end));
      return { kind: 'restorePoint', lsn, time: BigInt.asIntN(64, u64(bytes, main)), name: text };
    }
    case kinds.endOfRecovery: {
      if (main === 0 || length < 16) return undefined;
      const time = BigInt.asIntN(64, u64(bytes, main));
      return {
        kind: 'endOfRecovery',
        lsn,
        time,
        timeline: u32(bytes, main + 8),
        previous: u32(bytes, main + 12),
      };
    }
    case kinds.parameterChange: {
      if (main === 0) return undefined;
      return { kind: 'parameters', lsn, text: describer.text(recordOf(batch, at, lsn, wal)) };
    }
    default:
      return undefined;
  }
}

function recordOf(batch: RecordBatch, at: number, lsn: bigint, wal: Wal): WalRecord {
  const record = new WalRecord(wal.major);
  const address = batch.address[at];
  const end = address + batch.totalLength[at];
  record.decode(batch.memory, address, end, Number(lsn >> 32n), Number(lsn & 0xffff_ffffn));
  return record;
}

/** When a checkpoint began, in microseconds since 2000-01-01 UTC: to the second. */
function checkpointTime(record: WalRecord, describer: Describer): bigint | undefined {
  const field = describer.explain(record).fields.find(({ name }) => name === 'time');
  const text = field && /^(\S+) (\S+) UTC$/.exec(field.text);
  if (!text) return undefined;
  const milliseconds = Date.parse(`${text[1]}T${text[2].slice(0, 8)}Z`);
  return Number.isNaN(milliseconds) ? undefined : BigInt(milliseconds - 946_684_800_000) * 1000n;
}

/** Some of the marks, evenly, with the first and the last. */
function thinned<T>(marks: readonly T[], most: number): T[] {
  if (marks.length <= most) return [...marks];
  return Array.from({ length: most }, (_, i) => marks[Math.round((i * (marks.length - 1)) / (most - 1))]);
}
