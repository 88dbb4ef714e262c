import { parseLsn } from '../postgres/lsn.ts';
import { decodePage } from '../postgres/page/decodePage.ts';
import { Describer } from '../postgres/wal/describe/describer.ts';
import { LineWriter } from '../postgres/wal/describe/line.ts';
import { restoreImage } from '../postgres/wal/image/restoreImage.ts';
import { ordinalAtLsn, recordsBetween } from '../postgres/wal/recordIndex.ts';
import type { DecodedImage, RecordDetails, RecordRow } from '../protocol/segment.ts';
import { type RecordAccess, recordAccess } from './recordAccess.ts';
import { base64, recordDetails } from './recordDetails.ts';
import { recordJson } from './recordText.ts';
import { missingRow, recordRow } from './rows.ts';
import type { SegmentSession } from './segmentSession.ts';

/** Bytes of JSON that one answer may have. */
const mostBytes = 60_000;

/** Rows that are copied to the clipboard at the most. */
const mostCopied = 20_000;

interface Place {
  readonly record: number;
  readonly position: number;
}

/** Answers about single records of a session. */
export class SegmentRows {
  readonly #session: SegmentSession;
  readonly #describer: Describer;

  constructor(session: SegmentSession) {
    this.#session = session;
    this.#describer = new Describer(session.wal.major);
  }

  /** Rows of a view; fewer than `count` where there are no more or they would be too large for one message. */
  async rows(view: number, start: number, count: number): Promise<RecordRow[]> {
    const access = recordAccess(this.#session.wal);
    const rows: RecordRow[] = [];
    let bytes = 0;
    for (const { record, position } of await this.#places(view, start, count)) {
      const row = await this.#row(access, record, position);
      bytes += JSON.stringify(row).length;
      if (bytes > mostBytes && rows.length > 0) break;
      rows.push(row);
    }
    return rows;
  }

  async #row(access: RecordAccess, record: number, position: number): Promise<RecordRow> {
    const found = await access.record(position);
    if (found) return recordRow(found, this.#describer, record);
    return missingRow(this.#session.wal.start + BigInt(position), record);
  }

  async details(record: number): Promise<RecordDetails | undefined> {
    const [place] = await this.#places(0, record, 1);
    if (!place) return undefined;
    const access = recordAccess(this.#session.wal);
    const found = await access.record(place.position);
    if (!found) return undefined;
    const { end } = await access.place(place.position, found);
    return recordDetails(found, this.#describer, record, end, await this.#session.names.soon());
  }

  /** The page that the full-page image of a block reference restores; undefined when there is no image. */
  async image(record: number, block: number): Promise<DecodedImage | undefined> {
    const [place] = await this.#places(0, record, 1);
    const found = place && (await recordAccess(this.#session.wal).record(place.position));
    const reference = found?.block(block);
    if (!found || !reference?.hasImage) return undefined;
    const restored = restoreImage(found, reference);
    if ('problem' in restored) return { kind: 'unknown', fields: [], problem: restored.problem };
    return decodePage(restored.page, reference.fork, reference.block);
  }

  /** Bytes of a record, base64; none when it is gone. */
  async bytes(record: number, offset: number, length: number): Promise<string> {
    const [place] = await this.#places(0, record, 1);
    const found = place && (await recordAccess(this.#session.wal).record(place.position));
    return found ? base64(found.bytes.subarray(offset, offset + Math.min(length, mostBytes / 2))) : '';
  }

  /**
   * The first row of a view at or behind an LSN, -1 when there is none; undefined when `text` is no LSN. Where the WAL
   * ends, by damage or right behind the segment before a gap, that is the last row. Waits until it is read that far.
   */
  async find(view: number, text: string): Promise<number | undefined> {
    const lsn = parseLsn(text.trim());
    if (lsn === undefined) return undefined;
    const { wal, index } = this.#session;
    if (lsn > wal.end) return -1;
    const filtered = this.#session.view(view);
    const position = lsn < wal.start ? 0 : Number(lsn - wal.start);
    await this.#readUntil(position);
    if (lsn === wal.end || lsn === index.end?.atLsn) return (filtered?.positions.length ?? index.count) - 1;
    const row = filtered
      ? filtered.positions.lowerBound(position)
      : await ordinalAtLsn(index, wal.start + BigInt(position));
    return row < (filtered?.positions.length ?? index.count) ? row : -1;
  }

  async #readUntil(position: number): Promise<void> {
    const { index } = this.#session;
    for (let known = -1; !index.end && index.scanned <= position && index.count > known; ) {
      known = index.count;
      await this.#session.indexed(known + 1);
    }
  }

  /** Rows as pg_waldump's lines or as a JSON array; no more than a clipboard should take. */
  async text(view: number, start: number, count: number, format: 'text' | 'json') {
    const { wal } = this.#session;
    const access = recordAccess(wal);
    const places = await this.#places(view, start, Math.min(count, mostCopied));
    const writer = new LineWriter(wal.major);
    const objects: unknown[] = [];
    for (const { position } of places) {
      const found = await access.record(position);
      if (!found) continue;
      if (format === 'text') writer.write(found, false);
      else objects.push(recordJson(found, this.#describer, await access.place(position, found)));
    }
    const text = format === 'text' ? writer.out.toString() : `${JSON.stringify(objects, null, 2)}\n`;
    return { text, rows: places.length };
  }

  /** Numbers and positions of the records in rows `start` to before `start + count` of a view. */
  async #places(view: number, start: number, count: number): Promise<Place[]> {
    const filtered = this.#session.view(view);
    const from = Math.max(0, Math.trunc(start));
    const to = from + Math.max(0, Math.trunc(count));
    const places: Place[] = [];
    if (filtered) {
      const { records, positions } = filtered;
      for (let row = from; row < Math.min(to, records.length); row++)
        places.push({ record: records.at(row), position: positions.at(row) });
      return places;
    }
    if (view !== 0) return places;
    await this.#session.indexed(to);
    for await (const { batch, first, last, ordinal } of recordsBetween(this.#session.index, from, to))
      for (let at = first; at < last; at++)
        places.push({ record: ordinal + at - first, position: batch.position[at] });
    return places;
  }
}
