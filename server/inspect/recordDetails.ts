import { formatLsnPadded, type Lsn } from '../postgres/lsn.ts';
import type { Describer } from '../postgres/wal/describe/describer.ts';
import type { FieldNode } from '../postgres/wal/describe/description.ts';
import { kindOf } from '../postgres/wal/describe/resourceManager.ts';
import { imageFlags } from '../postgres/wal/image/imageFlags.ts';
import type { BlockReference, WalRecord } from '../postgres/wal/record.ts';
import { resourceManagerName } from '../postgres/wal/rmgr/names.ts';
import { resourceManager } from '../postgres/wal/rmgr/registry.ts';
import type { RecordBlock, RecordDetails } from '../protocol/segment.ts';
import type { RelationNames } from './names/relationNames.ts';
import { completionOf } from './recordClasses.ts';
import { recordParts } from './recordParts.ts';
import { forkName, relationNumbers } from './recordText.ts';

/** Bytes of a record that come with its details; a page's image is not much more. */
export const firstBytes = 4096;

/** As much of a description as anyone reads. */
const longestDescription = 4000;

/** Everything about record `number`, whose bytes begin at offset 0 and which ends before `end`. */
export function recordDetails(
  record: WalRecord,
  describer: Describer,
  number: number,
  end: Lsn,
  names: RelationNames,
): RecordDetails {
  const { name, text, fields } = describer.explain(record);
  const lsn = formatLsnPadded(record.lsn);
  return {
    record: number,
    lsn,
    endLsn: formatLsnPadded(end),
    prevLsn: formatLsnPadded(record.prev),
    manager: resourceManagerName(record.rmid),
    type: name,
    xid: record.xid,
    length: record.totalLength,
    imageLength: record.imageLength,
    description: text.slice(0, longestDescription),
    crc: `0x${record.crc.toString(16).toUpperCase().padStart(8, '0')}`,
    does: meaning(record),
    recovery: recoveryHint(record, lsn, fields),
    origin: record.origin || undefined,
    topLevelXid: record.topLevelXid || undefined,
    blockReferences: record.blocks
      .slice(0, record.blockCount)
      .map(reference => blockDetails(reference, record, names)),
    parts: recordParts(record, fields),
    bytes: base64(record.bytes.subarray(0, firstBytes)),
    totalBytes: record.totalLength,
  };
}

function meaning({ rmid, info, major }: WalRecord): string | undefined {
  const manager = resourceManager(rmid);
  return manager && kindOf(manager, info, major)?.does;
}

/** How to stop a recovery at a record that ends a transaction. PostgreSQL: recoveryStopsBefore in xlogrecovery.c. */
function recoveryHint(
  { rmid, info }: WalRecord,
  lsn: string,
  fields: readonly FieldNode[],
): string | undefined {
  if (completionOf(rmid, info) !== 'commit') return undefined;
  const dropped = fields.find(({ name }) => name === 'xlocators')?.children?.length ?? 0;
  const files = dropped === 1 ? 'the file of one relation' : `the files of ${dropped} relations`;
  return `${dropped > 0 ? `It removes ${files} for good. ` : ''}Recovery with \`recovery_target_lsn = '${lsn}'\` and \`recovery_target_inclusive = off\` stops just before it.`;
}

function blockDetails(reference: BlockReference, record: WalRecord, names: RelationNames): RecordBlock {
  const { hasImage, imageInfo, imageLength, holeOffset, holeLength, applyImage } = reference;
  const compression = imageFlags(record.major).methods.find(({ bit }) => imageInfo & bit)?.name;
  return {
    id: reference.id,
    relation: relationNumbers(reference),
    relationName: names.label(reference),
    fork: forkName(reference),
    block: reference.block,
    dataLength: reference.dataLength,
    initialised: reference.willInit,
    image: hasImage
      ? { length: imageLength, holeOffset, holeLength, compression, applied: applyImage }
      : undefined,
  };
}

/** Bytes as JSON can carry them. */
export function base64(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 8192)
    text += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return btoa(text);
}
