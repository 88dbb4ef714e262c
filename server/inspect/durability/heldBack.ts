import type { Repository } from '../../archive/repository.ts';
import { FileError, type Files, readWhole } from '../../bytes/byteSource.ts';
import { judgeFile } from '../../postgres/conf/judgeFile.ts';
import type { SettingValue } from '../../postgres/conf/values/check.ts';
import { archiverQueue } from '../../postgres/files/archiveStatus.ts';
import { invalidationCause, readSlotState, type SlotState } from '../../postgres/files/slotState.ts';
import { parseWalSummaryName } from '../../postgres/files/walSummary.ts';
import { compareLsn, type Lsn } from '../../postgres/lsn.ts';
import { parseSegmentName } from '../../postgres/segmentName.ts';

/** What keeps segments in pg_wal that the server would remove or reuse otherwise. */
export interface HeldBack {
  readonly by: 'slot' | 'archiver' | 'keepSize' | 'summarizer';
  /** Name of the slot, or of the setting. */
  readonly name?: string;
  /** Everything from here on is kept. */
  readonly from: Lsn;
  /** Up to the end of the WAL, in bytes. */
  readonly bytes: number;
}

/** Where the WAL of a data directory ends, and where its oldest segment begins. */
export interface LocalWal {
  readonly segmentSize: number;
  readonly oldest: Lsn;
  readonly end: Lsn;
}

/**
 * What holds WAL back in the data directory `repository`, most bytes first, as far as its files tell.
 * PostgreSQL: KeepLogSeg in access/transam/xlog.c, XLogArchiveCheckDone in xlogarchive.c.
 */
export async function findHeldBack(
  files: Files,
  repository: Repository,
  slots: readonly SlotState[],
  wal: LocalWal,
): Promise<HeldBack[]> {
  const settings = await settingsOf(files, repository);
  const kept = [
    ...heldBySlots(slots),
    heldByArchiver(repository, wal.segmentSize),
    heldBySize(settings, wal),
    await heldBySummarizer(files, repository, settings, wal),
  ].filter(held => held !== undefined);
  return kept
    .map(held => ({ ...held, bytes: Number(wal.end > held.from ? wal.end - held.from : 0n) }))
    .sort((a, b) => b.bytes - a.bytes);
}

type Held = Omit<HeldBack, 'bytes'>;

function heldBySlots(slots: readonly SlotState[]): Held[] {
  return slots
    .filter(slot => slot.restartLsn > 0n && invalidationCause(slot) === undefined)
    .map(slot => ({ by: 'slot', name: slot.name, from: slot.restartLsn }));
}

function heldByArchiver({ archiveStatus, objects }: Repository, segmentSize: number): Held | undefined {
  const there = new Set(objects.map(({ fileName }) => fileName));
  const waiting = archiverQueue(archiveStatus ?? [])
    .filter(name => there.has(name))
    .flatMap(name => parseSegmentName(name, segmentSize)?.number ?? []);
  const [oldest] = waiting.sort(compareLsn);
  return oldest === undefined ? undefined : { by: 'archiver', from: oldest * BigInt(segmentSize) };
}

type Settings = ReadonlyMap<string, SettingValue | undefined>;

/** What postgresql.conf in the data directory sets; nothing where it is elsewhere or cannot be read. */
async function settingsOf(files: Files, { root, major }: Repository): Promise<Settings> {
  try {
    const { reading } = await judgeFile(files, `${root}/postgresql.conf`, { major });
    return new Map(reading?.entries.map(({ setting, entry, value }) => [setting?.name ?? entry.name, value]));
  } catch (error) {
    if (!(error instanceof FileError || error instanceof RangeError)) throw error;
    return new Map();
  }
}

const megabyte = 1024 * 1024;

function heldBySize(settings: Settings, { segmentSize, oldest, end }: LocalWal): Held | undefined {
  const size = BigInt(segmentSize);
  const megabytes = settings.get('wal_keep_size');
  const name = megabytes === undefined ? 'wal_keep_segments' : 'wal_keep_size';
  const segments =
    typeof megabytes === 'number' ? Math.floor((megabytes * megabyte) / segmentSize) : settings.get(name);
  if (typeof segments !== 'number' || segments <= 0) return undefined;
  const from = (end / size - BigInt(segments)) * size;
  return { by: 'keepSize', name, from: from > oldest ? from : oldest };
}

/** WAL that summarize_wal has not summarised yet. PostgreSQL: GetOldestUnsummarizedLSN in walsummarizer.c. */
async function heldBySummarizer(
  files: Files,
  { root }: Repository,
  settings: Settings,
  { oldest }: LocalWal,
): Promise<Held | undefined> {
  if (settings.get('summarize_wal') !== true) return undefined;
  const names = await namesIn(files, `${root}/pg_wal/summaries`);
  const ends = names.flatMap(name => parseWalSummaryName(name)?.end ?? []);
  return { by: 'summarizer', from: ends.sort(compareLsn).at(-1) ?? oldest };
}

async function namesIn(files: Files, folder: string): Promise<string[]> {
  try {
    return (await files.list(folder)).map(({ name }) => name);
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    return [];
  }
}

/** The slots of a data directory; those that cannot be read are left out. */
export async function readSlots(files: Files, folder: string): Promise<SlotState[]> {
  const slots: SlotState[] = [];
  for (const name of await namesIn(files, folder)) {
    const path = `${folder}/${name}/state`;
    try {
      const { value } = readSlotState(await readWhole(files, path), path);
      if (value) slots.push(value);
    } catch (error) {
      if (!(error instanceof FileError || error instanceof RangeError)) throw error;
    }
  }
  return slots;
}
