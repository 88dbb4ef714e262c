import { controlLayout } from '../files/controlLayout.ts';
import { alignUp, readMember } from '../files/struct.ts';
import type { Lsn } from '../lsn.ts';
import type { Major } from '../majors.ts';
import { u32, u64, type WalRecord } from '../wal/record.ts';

/** What recovery takes from a checkpoint record. PostgreSQL: CheckPoint in catalog/pg_control.h. */
export interface CheckpointRecord {
  readonly redo: Lsn;
  readonly timeline: number;
  readonly prevTimeline: number;
  readonly nextXid: number;
  readonly oldestActiveXid: number;
  /** Seconds since 1970. */
  readonly time: bigint;
}

const members = ['redo', 'timeline', 'prevTimeline', 'nextXid', 'oldestActiveXid', 'checkpointTime'] as const;

/** sizeof(CheckPoint) */
export function checkpointSize(major: Major): number {
  const { from, last } = extent(major);
  return alignUp(last - from, 8);
}

function extent(major: Major): { from: number; last: number } {
  const layout = controlLayout(major);
  const end = layout.find(({ key }) => key === 'oldestActiveXid')!;
  return { from: layout.find(({ key }) => key === 'redo')!.offset, last: end.offset + end.length };
}

/** Reads a checkpoint record; the same structure lies in pg_control. Undefined when the record is too short. */
export function readCheckpoint(record: WalRecord, major: Major): CheckpointRecord | undefined {
  if (record.mainDataLength < checkpointSize(major)) return undefined;
  const { from } = extent(major);
  const layout = controlLayout(major);
  const value = (key: (typeof members)[number]) => {
    // up to 11 the epoch is kept apart from nextXid
    const member = layout.find(member => member.key === key)!;
    return readMember(record.bytes, member, true, record.mainDataAt - from);
  };
  return {
    redo: value('redo') as bigint,
    timeline: Number(value('timeline')),
    prevTimeline: Number(value('prevTimeline')),
    nextXid: Number(BigInt.asUintN(32, BigInt(value('nextXid') as number | bigint))),
    oldestActiveXid: Number(value('oldestActiveXid')),
    time: value('checkpointTime') as bigint,
  };
}

/** The timelines of an XLOG_END_OF_RECOVERY record. PostgreSQL: xl_end_of_recovery in access/xlog_internal.h. */
export function readEndOfRecovery({ bytes, mainDataAt }: WalRecord): {
  timeline: number;
  prevTimeline: number;
} {
  return { timeline: u32(bytes, mainDataAt + 8), prevTimeline: u32(bytes, mainDataAt + 12) };
}

/** An LSN at the beginning of the record's data: XLOG_BACKUP_END, XLOG_OVERWRITE_CONTRECORD. */
export function readLsn({ bytes, mainDataAt }: WalRecord): Lsn {
  return u64(bytes, mainDataAt);
}
