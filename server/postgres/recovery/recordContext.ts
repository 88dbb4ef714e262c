import { formatLsnOf } from '../files/controlState.ts';
import type { Major } from '../majors.ts';
import { Describer } from '../wal/describe/describer.ts';
import { resourceManagerName } from '../wal/rmgr/names.ts';
import type { DecodedRecord } from './readAhead.ts';

/** `WAL redo at 0/3000028 for XLOG/PARAMETER_CHANGE: ...`: rm_redo_error_callback in xlogrecovery.c. */
export function recordContext({ record, rmid, info }: DecodedRecord, major: Major): string {
  const describer = new Describer(major);
  const { name } = describer.kind(rmid, info);
  const text = describer.text(record);
  return `WAL redo at ${formatLsnOf(major, record.lsn)} for ${resourceManagerName(rmid)}/${name}: ${text}`;
}
