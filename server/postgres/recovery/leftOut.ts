import { resolvePath } from '../conf/paths.ts';
import { formatLsnOf } from '../files/controlState.ts';
import type { Lsn } from '../lsn.ts';
import { isoTimestamp } from '../wal/describe/timestamp.ts';
import type { LostWal } from './forecastTypes.ts';
import type { Recovery } from './recovery.ts';
import { RequestLog } from './requestLog.ts';
import { RecoveryEnds, ServerLog, Unknowable } from './serverLog.ts';
import { setUpRecovery } from './setUpRecovery.ts';
import { WalFolder } from './walFolder.ts';
import { transactionEnd } from './xactRecords.ts';

/**
 * What the WAL that is there holds behind the end of `done`, along the timelines that it follows, up to the first
 * segment that is missing or record that is damaged. Null where nothing was replayed.
 */
export async function measureLost(done: Recovery): Promise<LostWal | null> {
  const from = done.lastReplayedEnd;
  if (from === 0n) return null;
  const counted = await countTransactions(await lookAgain(done), from);
  const time = (value: bigint | undefined) => (value === undefined ? null : isoTimestamp(value));
  return {
    transactions: counted.transactions,
    first_time: time(counted.first),
    last_time: time(counted.last),
    bytes: Number(counted.end - from),
    end_lsn: formatLsnOf(done.major, counted.end),
  };
}

/** The same recovery with everything as it was at first, so that reading on leaves no trace in the forecast. */
async function lookAgain(done: Recovery): Promise<Recovery> {
  const log = new ServerLog();
  const found = { redoNotRequired: false, archived: [], unknown: new Map() };
  const wal = new WalFolder(done.files, resolvePath(done.dataDirectory, 'pg_wal'));
  await wal.load();
  const again = await setUpRecovery({ ...done, log, found, wal, requests: new RequestLog() }, 'none');
  again.asked = done.asked;
  again.archiveRecoveryRequested = done.archiveRecoveryRequested;
  again.inArchiveRecovery = done.archiveRecoveryRequested;
  again.targetTimeline = done.targetTimeline;
  again.expected = done.expected;
  return again;
}

async function countTransactions({ queue }: Recovery, from: Lsn) {
  const counted = {
    transactions: 0,
    first: undefined as bigint | undefined,
    last: undefined as bigint | undefined,
    end: from,
  };
  queue.beginRead(from);
  try {
    for (;;) {
      const read = await queue.next();
      if (!('record' in read)) return counted;
      counted.end = read.next;
      const completion = transactionEnd(read);
      if (!completion?.commits) continue;
      counted.transactions++;
      counted.first ??= completion.time;
      counted.last = completion.time;
    }
  } catch (error) {
    if (error instanceof RecoveryEnds || error instanceof Unknowable) return counted;
    throw error;
  }
}
