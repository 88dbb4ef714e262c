import { BatchLines } from '../../server/postgres/wal/describe/batchLines.ts';
import { Describer } from '../../server/postgres/wal/describe/describer.ts';
import { LineWriter } from '../../server/postgres/wal/describe/line.ts';
import { scanWal } from '../../server/postgres/wal/reader.ts';
import { WalRecord } from '../../server/postgres/wal/record.ts';
import type { Wal } from '../../server/postgres/wal/wal.ts';

/** All records of `wal` as lines; with `details` their block references on lines of their own. */
export async function writtenLines(wal: Wal, details: boolean): Promise<Uint8Array> {
  const lines = new LineWriter(wal.major);
  const record = new WalRecord(wal.major);
  for await (const batch of scanWal(wal, { wholeRecords: true })) {
    for (let i = 0; i < batch.count; i++) {
      const at = batch.address[i];
      const lsn = batch.base + BigInt(batch.position[i]);
      const low = Number(lsn & 0xffff_ffffn);
      if (!record.decode(batch.memory, at, at + batch.totalLength[i], Number(lsn >> 32n), low))
        throw new Error(`the record at ${lsn} does not decode`);
      lines.write(record, details);
    }
  }
  return lines.out.bytes.subarray(0, lines.out.length);
}

/** The same as the scanner writes them, which knows no details. */
export async function scannerLines(wal: Wal): Promise<Uint8Array> {
  const written: Uint8Array[] = [];
  const lines = new BatchLines(wal.major, new Describer(wal.major));
  for await (const batch of scanWal(wal, { wholeRecords: true })) {
    for (let i = 0; i < batch.count; ) {
      const next = lines.write(batch, i, batch.count);
      if (next === i)
        throw new Error(`the record at ${batch.base + BigInt(batch.position[i])} is not written`);
      written.push(lines.text(batch).slice());
      i = next;
    }
  }
  return Buffer.concat(written);
}

/** The first line in which two texts differ, or undefined. */
export function firstDifference(written: Uint8Array, expected: Uint8Array): string | undefined {
  if (Buffer.compare(written, expected) === 0) return undefined;
  const ours = Buffer.from(written).toString('latin1').split('\n');
  const theirs = Buffer.from(expected).toString('latin1').split('\n');
  const line = ours.findIndex((text, i) => text !== theirs[i]);
  return line < 0
    ? `${theirs.length - ours.length} lines are missing, first ${theirs[ours.length - 1]}`
    : `line ${line + 1}\nwritten  ${ours[line]}\nexpected ${theirs[line]}`;
}
