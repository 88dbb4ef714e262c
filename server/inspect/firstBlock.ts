import type { ImageFlags } from '../postgres/wal/image/imageFlags.ts';
import type { RecordBatch } from '../postgres/wal/reader.ts';
import { recordHeaderSize, u32 } from '../postgres/wal/record.ts';

const blockHasImage = 0x10;

/**
 * Where in the batch's memory the file of a record's first block reference stands (tablespace, database, relation, 4
 * bytes each), found without decoding the record; 0 when there is none.
 */
export function firstLocator(batch: RecordBatch, at: number, flags: ImageFlags): number {
  const address = batch.address[at];
  if (address === 0 || batch.blocks[at] === 0) return 0;
  const { memory } = batch;
  const header = address + recordHeaderSize;
  if (memory[header] !== 0) return 0;
  const locator = header + 4;
  if (!(memory[header + 1] & blockHasImage)) return locator;
  const imageInfo = memory[locator + 4];
  return locator + (imageInfo & flags.compressed && imageInfo & flags.hasHole ? 7 : 5);
}

/** File number of a record's first block reference; 0 when there is none. */
export function firstRelation(batch: RecordBatch, at: number, flags: ImageFlags): number {
  const locator = firstLocator(batch, at, flags);
  return locator === 0 ? 0 : u32(batch.memory, locator + 8);
}
