import { formatLsn, type Lsn } from '../../postgres/lsn.ts';
import { formatSegmentName } from '../../postgres/segmentName.ts';
import type { Around } from './around.ts';
import type { Part } from './partFeatures.ts';

/** An LSN in a file: where it lies, and the segment to open there. */
export async function lsnPart(
  start: number,
  length: number,
  lsn: Lsn,
  timeline: number,
  what: string,
  around: Around,
): Promise<Part> {
  const { bytes, known } = around.segmentSize;
  const segment = formatSegmentName({ timeline, number: lsn / BigInt(bytes) }, bytes);
  const offset = (lsn % BigInt(bytes)).toString(16).toUpperCase();
  const target = await around.find(segment);
  const assumption = known ? '' : ', if segments have the usual 16 MB';
  const where = `\`${formatLsn(lsn)}\` is at offset \`0x${offset}\` of segment \`${segment}\`${assumption}.`;
  const presence = target ? '' : ' That segment is not in this folder or in pg_wal.';
  return { start, end: start + length, says: `${what}\n\n${where}${presence}`, target };
}
