import type { ByteSource, Files } from '../bytes/byteSource.ts';
import type { DecompressionPlatform } from '../bytes/decompress.ts';
import { formatLsnPadded } from '../postgres/lsn.ts';
import { openWal } from '../postgres/wal/openWal.ts';
import type { RecordBatch } from '../postgres/wal/reader.ts';
import { createRecordIndex, type RecordIndex } from '../postgres/wal/recordIndex.ts';
import type { Wal } from '../postgres/wal/wal.ts';
import type { FilterProblem, SegmentState, SegmentView } from '../protocol/segment.ts';
import { CommitTimes } from './commitTimes.ts';
import { parseFilter } from './filter.ts';
import { FilterView } from './filterView.ts';
import { SegmentNames } from './names/segmentNames.ts';
import { neighbours } from './neighbours.ts';
import { Overview } from './overview.ts';
import { openSegmentBytes } from './segmentBytes.ts';
import { Statistics } from './statistics.ts';
import { walEndState } from './walEndState.ts';
import { walk } from './walk.ts';

/** One segment being looked at: what is known of it grows while it is read from end to end in the background. */
export class SegmentSession {
  readonly id: number;
  readonly wal: Wal;
  readonly index: RecordIndex;
  readonly statistics = new Statistics();
  readonly overview: Overview;
  readonly names: SegmentNames;
  /** Resolves when the segment is read; rejects when it can't be. */
  readonly read: Promise<void>;
  readonly #source: ByteSource;
  readonly #times = new CommitTimes();
  readonly #facts: SegmentFacts;
  readonly #changed: (session: SegmentSession) => void;
  readonly #control = new AbortController();
  #view: FilterView | undefined;
  #views = 0;
  #waiting: (() => void)[] = [];

  constructor(
    id: number,
    wal: Wal,
    source: ByteSource,
    facts: SegmentFacts,
    names: (signal: AbortSignal) => SegmentNames,
    changed: (session: SegmentSession) => void,
  ) {
    this.id = id;
    this.wal = wal;
    this.#source = source;
    this.#facts = facts;
    this.#changed = changed;
    this.index = createRecordIndex(wal);
    this.overview = new Overview(wal);
    this.names = names(this.signal);
    this.read = this.#read().finally(() => this.#wake());
    this.read.catch(() => {}); // told by whoever waits for it
  }

  async #read(): Promise<void> {
    const end = await walk(this.wal, batch => this.#take(batch), {
      stats: this.statistics.table,
      signal: this.signal,
    });
    this.index.finish(end);
    this.#changed(this);
  }

  #take(batch: RecordBatch): void {
    this.index.add(batch);
    this.overview.add(batch);
    this.#times.add(batch);
    this.#wake();
    this.#changed(this);
  }

  #wake(): void {
    for (const resolve of this.#waiting.splice(0)) resolve();
  }

  /** Resolves once `count` records are known, or all that there are. */
  async indexed(count: number): Promise<void> {
    let over = false;
    const ended = this.read
      .catch(() => {})
      .then(() => {
        over = true;
      });
    while (!over && this.index.count < count && !this.index.end)
      await Promise.race([ended, new Promise<void>(resolve => this.#waiting.push(resolve))]);
  }

  get state(): SegmentState {
    const { wal, index, statistics } = this;
    const known = wal.unreadable === undefined;
    return {
      session: this.id,
      ...this.#facts,
      ...(known && {
        major: wal.major,
        timeline: wal.timeline,
        segmentSize: wal.segmentSize,
        systemIdentifier: String(wal.systemIdentifier),
        startLsn: formatLsnPadded(wal.start),
        endLsn: formatLsnPadded(wal.end),
      }),
      records: index.count,
      readBytes: index.end ? wal.available : index.scanned,
      totalBytes: wal.available,
      done: index.end !== undefined,
      recordBytes: statistics.recordBytes,
      imageBytes: statistics.imageBytes,
      ...this.#times.range,
      end: index.end && walEndState(index.end, wal),
      view: this.#view?.state ?? this.#everything(),
    };
  }

  #everything(): SegmentView {
    const { count, end } = this.index;
    return { id: 0, filter: '', rows: count, looked: count, done: end !== undefined, milliseconds: 0 };
  }

  /** Aborted when the session is closed. */
  get signal(): AbortSignal {
    return this.#control.signal;
  }

  /** The view with this id, undefined for the one with every record and for one that is given up. */
  view(id: number): FilterView | undefined {
    return this.#view?.id === id ? this.#view : undefined;
  }

  /** Begins to search for what `text` selects; problems, if any, leave the view as it was. */
  filter(text: string): readonly FilterProblem[] {
    const { terms, problems } = parseFilter(text);
    if (problems.length > 0) return problems;
    this.#view?.stop();
    this.#view = undefined;
    if (terms.length === 0) return [];
    const view = new FilterView(++this.#views, text);
    this.#view = view;
    view
      .run(
        this.wal,
        terms,
        () => {
          if (this.#view === view) this.#changed(this);
        },
        this.names,
      )
      .catch(() => {}); // the file went away: reading rows will say so
    return [];
  }

  async close(): Promise<void> {
    this.#control.abort();
    this.#view?.stop();
    await this.read.catch(() => {});
    await this.#source.close();
  }
}

/** What a session knows before anything of the WAL is read. */
export type SegmentFacts = Pick<
  SegmentState,
  'name' | 'fileSize' | 'compression' | 'encryption' | 'problem' | 'previous' | 'next'
>;

/**
 * Opens the segment at `path` and begins to read it; `changed` is called whenever there is more to show (often).
 * Rejects with a `FileError` when the file can't be read; what is no WAL gives a session that says so.
 */
export async function openSegment(
  files: Files,
  path: string,
  platform: DecompressionPlatform,
  id: number,
  changed: (session: SegmentSession) => void,
): Promise<SegmentSession> {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const { source, fileSize } = await openSegmentBytes(files, path, platform);
  try {
    const wal = await openWal([{ source, name: walName(name) }]);
    const beside = await neighbours(files, path, wal.segmentSize);
    const { compression, encryption, problem } = source;
    return new SegmentSession(
      id,
      wal,
      source,
      { name, fileSize, compression, encryption, problem, ...beside },
      signal => new SegmentNames(wal, { files, path, platform }, signal),
      changed,
    );
  } catch (error) {
    await source.close();
    throw error;
  }
}

/** The 24 digits that a segment's file name begins with, if it does. */
function walName(fileName: string): string | undefined {
  return /^[0-9A-F]{24}(?![0-9A-F])/.exec(fileName)?.[0];
}
