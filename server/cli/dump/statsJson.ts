import { toJson } from '../../inspect/json.ts';
import { formatLsn, type Lsn } from '../../postgres/lsn.ts';
import type { StatsTable } from '../../postgres/wal/statsTable.ts';
import type { Wal } from '../../postgres/wal/wal.ts';
import { statsRows, sum } from './statsTable.ts';

/**
 * What --stats counts as a line of JSON. `start` and `end`: where the counted records begin and end, null where there
 * are none. Sizes are in bytes.
 */
export async function statsJson(
  table: StatsTable,
  by: 'rmgr' | 'record',
  wal: Wal,
  range: { readonly first: Lsn; readonly end: Lsn },
): Promise<string> {
  const rows = await statsRows(table, by, wal.major);
  const { name: _, ...total } = sum(rows);
  const counted = total.count > 0;
  const document = {
    major: wal.major,
    systemIdentifier: String(wal.systemIdentifier),
    timeline: wal.timeline,
    start: counted ? formatLsn(range.first) : null,
    end: counted ? formatLsn(range.end) : null,
    total,
    by: by === 'record' ? 'record' : 'resource manager',
    rows,
  };
  return `${toJson(document)}\n`;
}
