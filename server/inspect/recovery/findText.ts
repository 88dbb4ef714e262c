import { type Lsn, parseLsn } from '../../postgres/lsn.ts';
import { parseTimestamp } from '../../postgres/recovery/pointInTime.ts';

/** What a user looks for, as it was typed. */
export type Wish =
  | { readonly kind: 'drop' | 'restorePoint' | 'name'; readonly name: string }
  | { readonly kind: 'xid'; readonly xid: number }
  | { readonly kind: 'lsn'; readonly lsn: Lsn }
  /** Microseconds since 2000-01-01 UTC. */
  | { readonly kind: 'time'; readonly time: bigint };

const things = '(?:(?:materialized\\s+view|foreign\\s+table|table|view|index|sequence|schema|database)\\s+)?';
const condition = '(?:if\\s+exists\\s+)?';
const removal = new RegExp(
  `^(?:drop|drops|dropped|truncate|truncated|delete|deleted|remove|removed|lost)\\b\\s*${things}${condition}(.*)$`,
  'i',
);

/** Times are read as the newest server reads them, in UTC where they name no zone. */
const reader = 19;

/** Reads the text of a find box: `drop orders`, `xid 745`, `745`, an LSN, a time, `restore point x`, any name. */
export function readFindText(text: string): Wish | undefined {
  const words = text.trim().replace(/\s*;$/, '');
  if (words === '') return undefined;
  const lsn = /^[0-9a-f]{1,8}\/[0-9a-f]{1,8}$/i.test(words) ? parseLsn(words) : undefined;
  if (lsn !== undefined) return { kind: 'lsn', lsn };
  const xid = /^(?:(?:xid|transaction|tx)\s*[:=]?\s*)?(\d{1,10})$/i.exec(words);
  if (xid && Number(xid[1]) < 2 ** 32) return { kind: 'xid', xid: Number(xid[1]) };
  const time = /^\d{4}-\d\d-\d\d/.test(words) ? parseTimestamp(words, reader, 'UTC') : undefined;
  if (time !== undefined) return { kind: 'time', time };
  const point = /^(?:restore\s*)?point\s+(.+)$/i.exec(words);
  if (point) return { kind: 'restorePoint', name: unquoted(point[1]) };
  const removed = removal.exec(words);
  if (removed) return { kind: 'drop', name: removed[1].trim() || '*' };
  return { kind: 'name', name: words };
}

function unquoted(name: string): string {
  return name.trim().replace(/^(["'])(.*)\1$/, '$2');
}
