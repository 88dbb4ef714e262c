import type { Major } from '../../../server/postgres/majors.ts';
import { WalRecord } from '../../../server/postgres/wal/record.ts';

/** What a made record holds; with `blockData`, even an empty one, it refers to a block 0. */
export interface Made {
  readonly rmid: number;
  readonly info: number;
  readonly main: Uint8Array;
  readonly blockData?: Uint8Array;
  readonly origin?: number;
  readonly xid?: number;
}

const headerSize = 24;
const longMainData = 254;
const originId = 253;
const blockHasData = 0x20;

/** The bytes of a record, headers and all; prev-link and checksum are left zero. */
export function recordBytes({ rmid, info, main, blockData, origin, xid = 1234 }: Made): Uint8Array {
  const headers: number[] = [];
  if (blockData) {
    headers.push(0, blockData.length ? blockHasData : 0, ...u16(blockData.length));
    headers.push(...u32(1663), ...u32(5), ...u32(16384), ...u32(7));
  }
  if (origin) headers.push(originId, ...u16(origin));
  headers.push(longMainData, ...u32(main.length));
  const data = blockData ? [...blockData, ...main] : [...main];
  const total = headerSize + headers.length + data.length;
  const header = [...u32(total), ...u32(xid), ...u32(0), ...u32(0), info, rmid, 0, 0, ...u32(0)];
  return Uint8Array.from([...header, ...headers, ...data]);
}

/** The record decoded, followed in memory by bytes that are not its own. */
export function decodedRecord(major: Major, made: Made, foreign = new Uint8Array(0)): WalRecord {
  const own = recordBytes(made);
  const memory = new Uint8Array(own.length + foreign.length);
  memory.set(own);
  memory.set(foreign, own.length);
  const record = new WalRecord(major);
  if (!record.decode(memory, 0, own.length, 0, 0x28)) throw new Error('made record does not decode');
  return record;
}

function u16(value: number): number[] {
  return [value & 0xff, (value >>> 8) & 0xff];
}

function u32(value: number): number[] {
  return [...u16(value & 0xffff), ...u16(value >>> 16)];
}
