import type { Major } from '../../postgres/majors.ts';
import { BatchLines } from '../../postgres/wal/describe/batchLines.ts';
import { LineWriter } from '../../postgres/wal/describe/line.ts';

/** What writes records as lines, one by one and many at once. */
export interface RecordLines {
  readonly one: LineWriter;
  readonly many: BatchLines;
}

/** Knows the records of all resource managers: to be loaded where there are lines to write. */
export function recordLines(major: Major): RecordLines {
  const one = new LineWriter(major);
  return { one, many: new BatchLines(major, one.describer) };
}
