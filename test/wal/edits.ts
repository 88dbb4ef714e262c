import { crc32c } from '../../server/postgres/crc32c.ts';

/** A change to a segment's bytes, written down so that it can be made again. */
export type Edit =
  | { readonly at: number; readonly bytes: readonly number[] }
  | { readonly at: number; readonly zeros: number }
  /** A page copied over another one. */
  | { readonly at: number; readonly from: number }
  /** Bytes of the record of this length, whose checksum is then made right again. */
  | {
      readonly record: number;
      readonly length: number;
      readonly at: number;
      readonly bytes: readonly number[];
    };

export const pageBytes = 8192;

/** A copy of `bytes` with all `edits` made. */
export function edited(bytes: Uint8Array, edits: readonly Edit[]): Uint8Array {
  const changed = bytes.slice();
  for (const edit of edits) {
    if ('zeros' in edit) changed.fill(0, edit.at, edit.at + edit.zeros);
    else if ('from' in edit) changed.copyWithin(edit.at, edit.from, edit.from + pageBytes);
    else changed.set(edit.bytes, edit.at);
    if ('record' in edit) correctChecksum(changed, edit.record, edit.length);
  }
  return changed;
}

/** PostgreSQL: the body comes before the header in COMP_CRC32C of ValidXLogRecord, xlogreader.c. */
function correctChecksum(bytes: Uint8Array, record: number, length: number): void {
  const summed = new Uint8Array(length - 4);
  summed.set(bytes.subarray(record + 24, record + length));
  summed.set(bytes.subarray(record, record + 20), length - 24);
  new DataView(bytes.buffer).setUint32(record + 20, crc32c(summed), true);
}
