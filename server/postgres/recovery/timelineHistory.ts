import { type ByteSource, FileError } from '../../bytes/byteSource.ts';
import { formatHistoryName, parseHistory, timelineSpans } from '../files/history.ts';
import type { Lsn } from '../lsn.ts';
import type { Recovery } from './recovery.ts';
import { keepRestored, restoreFile } from './restoreFile.ts';
import type { Timelines } from './timelines.ts';

const largestHistory = 1024 * 1024;

/** The timelines that lead to `timeline`; it alone where there is no history file. PostgreSQL: readTimeLineHistory. */
export async function readTimelineHistory(recovery: Recovery, timeline: number): Promise<Timelines> {
  const alone = [{ timeline, begin: 0n, end: 0n }];
  if (timeline === 1) return alone;
  const name = formatHistoryName(timeline);
  const restored = await restoreFile(recovery, name, 'RECOVERYHISTORY');
  const source = restored ?? (await openLocal(recovery, name));
  if (!source) return alone;
  const path = restored ? 'pg_wal/RECOVERYHISTORY' : `pg_wal/${name}`;
  const { value, problems } = parseHistory(await textOf(source), timeline, path);
  const refusal = problems.find(({ level }) => level !== 'ADVICE');
  if (refusal) recovery.log.fatal(refusal.message, { hint: refusal.hint });
  if (restored) keepRestored(recovery, name, restored);
  return timelineSpans(value);
}

/** The history file as it is. PostgreSQL: writeTimeLineHistory reads the parent's this way. */
export async function historyText(recovery: Recovery, timeline: number): Promise<string | undefined> {
  const name = formatHistoryName(timeline);
  const restored = await restoreFile(recovery, name, 'RECOVERYHISTORY');
  const source = restored ?? (await openLocal(recovery, name));
  return source && textOf(source);
}

async function textOf(source: ByteSource): Promise<string> {
  return new TextDecoder().decode(await source.read(0, Math.min(source.size, largestHistory)));
}

async function openLocal({ wal }: Recovery, name: string): Promise<ByteSource | undefined> {
  try {
    return await wal.open(name);
  } catch (error) {
    if (error instanceof FileError) return undefined;
    throw error;
  }
}

/** PostgreSQL: existsTimeLineHistory in timeline.c. */
export async function historyExists(recovery: Recovery, timeline: number): Promise<boolean> {
  if (timeline === 1) return false;
  const name = formatHistoryName(timeline);
  const restored = await restoreFile(recovery, name, 'RECOVERYHISTORY');
  return restored !== undefined || recovery.wal.has(name);
}

/** The last timeline behind `start` whose history is there without a gap. PostgreSQL: findNewestTimeLine. */
export async function findNewestTimeline(recovery: Recovery, start: number): Promise<number> {
  let newest = start;
  while (await historyExists(recovery, newest + 1)) newest++;
  return newest;
}

/** Brings the histories from `begin` up to before `end` into pg_wal. PostgreSQL: restoreTimeLineHistoryFiles. */
export async function restoreHistories(recovery: Recovery, begin: number, end: number): Promise<void> {
  for (let timeline = begin; timeline < end; timeline++) {
    if (timeline === 1) continue;
    const name = formatHistoryName(timeline);
    const restored = await restoreFile(recovery, name, 'RECOVERYHISTORY');
    if (restored) keepRestored(recovery, name, restored);
  }
}

/**
 * A standby looks for newer timelines before it sleeps; true when it follows one from now on.
 * PostgreSQL: rescanLatestTimeLine in xlogrecovery.c.
 */
export async function rescanLatestTimeline(
  recovery: Recovery,
  replayTimeline: number,
  replayed: Lsn,
  lsnText: (lsn: Lsn) => string,
): Promise<boolean> {
  const { log, targetTimeline } = recovery;
  const newest = await findNewestTimeline(recovery, targetTimeline);
  if (newest === targetTimeline) return false;
  const timelines = await readTimelineHistory(recovery, newest);
  const current = timelines.find(({ timeline }) => timeline === targetTimeline);
  if (!current) {
    log.log(`new timeline ${newest} is not a child of database system timeline ${replayTimeline}`);
    return false;
  }
  if (current.end < replayed) {
    log.log(
      `new timeline ${newest} forked off current database system timeline ${replayTimeline} before current recovery point ${lsnText(replayed)}`,
    );
    return false;
  }
  recovery.targetTimeline = newest;
  recovery.expected = timelines;
  await restoreHistories(recovery, targetTimeline + 1, newest);
  log.log(`new target timeline is ${newest}`);
  return true;
}
