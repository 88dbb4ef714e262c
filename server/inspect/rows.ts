import { formatLsnPadded } from '../postgres/lsn.ts';
import type { Describer } from '../postgres/wal/describe/describer.ts';
import type { WalRecord } from '../postgres/wal/record.ts';
import { resourceManagerName } from '../postgres/wal/rmgr/names.ts';
import type { RecordRow } from '../protocol/segment.ts';
import { blocksText } from './recordText.ts';

/** Longer texts are cut: nobody reads them in a table, and a window of rows has to fit into a message. */
const longestText = 400;

/** A record as a row of the table. */
export function recordRow(record: WalRecord, describer: Describer, number: number): RecordRow {
  return {
    record: number,
    lsn: formatLsnPadded(record.lsn),
    manager: resourceManagerName(record.rmid),
    type: describer.kind(record.rmid, record.info).name,
    xid: record.xid,
    length: record.totalLength,
    imageLength: record.imageLength,
    blocks: shortened(blocksText(record)),
    description: shortened(describer.text(record)),
  };
}

/** The row of a record that can't be read any more: the file changed under it. */
export function missingRow(lsn: bigint, number: number): RecordRow {
  return {
    record: number,
    lsn: formatLsnPadded(lsn),
    manager: '',
    type: '',
    xid: 0,
    length: 0,
    imageLength: 0,
    blocks: '',
    description: 'The file no longer has this record.',
  };
}

function shortened(text: string): string {
  return text.length <= longestText ? text : `${text.slice(0, longestText)}…`;
}
