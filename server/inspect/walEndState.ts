import { formatLsnPadded } from '../postgres/lsn.ts';
import type { Wal, WalEnd } from '../postgres/wal/wal.ts';
import type { WalEnd as ShownEnd } from '../protocol/segment.ts';

/** How the log stops where a server was stopped, crashed, or has not written yet: nothing is broken. */
const plainStops: ReadonlySet<WalEnd['kind']> = new Set([
  'badPageAddress',
  'badPrevLink',
  'noContrecordFlag',
  'badContrecordLength',
  'contrecordRequested',
]);

const zeros = /magic number 0000\b|24, got 0$/;

/** The end of a segment's WAL as the view shows it. */
export function walEndState({ kind, atLsn, reason, message }: WalEnd, wal: Wal): ShownEnd {
  if (kind === 'endOfRange' && message === undefined)
    return { kind: 'segment', lsn: formatLsnPadded(wal.end), message: 'The segment ends here.' };
  const neverWritten = kind === 'notWal' && wal.magic === 0;
  const plain = neverWritten || plainStops.has(kind) || kind === 'endOfRange' || zeros.test(reason ?? '');
  return {
    kind: plain ? 'wal' : 'damage',
    lsn: formatLsnPadded(atLsn),
    message: message ?? '',
    reason: reason !== undefined && !message?.includes(reason) ? reason : undefined,
  };
}
