import { formatLsnOf } from '../files/controlState.ts';
import { Describer } from '../wal/describe/describer.ts';
import { resourceManagerName } from '../wal/rmgr/names.ts';
import { formatTimestamp, parseTimestamp } from './pointInTime.ts';
import type { DecodedRecord } from './readAhead.ts';
import type { Recovery } from './recovery.ts';

/** Times as pg_waldump writes them; the server writes them in its own way and zone. */
const dumpedTime = /\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{6} UTC/g;

/** `WAL redo at 0/3000028 for XLOG/PARAMETER_CHANGE: ...`: rm_redo_error_callback in xlogrecovery.c. */
export function recordContext({ record, rmid, info }: DecodedRecord, { major, settings }: Recovery): string {
  const describer = new Describer(major);
  const { name } = describer.kind(rmid, info);
  const text = describer.text(record).replace(dumpedTime, written => {
    const time = parseTimestamp(written, major, 'UTC');
    return time === undefined ? written : formatTimestamp(time, settings.text('TimeZone'));
  });
  return `WAL redo at ${formatLsnOf(major, record.lsn)} for ${resourceManagerName(rmid)}/${name}: ${text}`;
}
