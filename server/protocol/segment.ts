import type { Major } from '../postgres/majors.ts';
import { notification, request } from '../protocol.ts';

/**
 * The requests of the segment view. Opening a segment starts a session in the server: the file is read once from end
 * to end, and every answer is made of what is known so far. LSNs go as text, bytes as base64, answers stay below
 * about 64 KB.
 */

/** A place in a filter's text, in UTF-16 units, and what is wrong there. */
export interface FilterProblem {
  readonly from: number;
  readonly to: number;
  readonly message: string;
}

/** Why the WAL ends where it does. */
export interface WalEnd {
  /** `segment`: at the segment's end, as it should. `wal`: the log simply stops. `damage`: a record is broken. */
  readonly kind: 'segment' | 'wal' | 'damage';
  readonly lsn: string;
  /** In the words of the `pg_waldump` of that major. */
  readonly message: string;
  /** What is wrong there, where the message does not say it. */
  readonly reason?: string;
}

/** The rows that a filter selects; the view with id 0 has every record. */
export interface SegmentView {
  readonly id: number;
  readonly filter: string;
  readonly rows: number;
  /** Records looked at so far. */
  readonly looked: number;
  readonly done: boolean;
  readonly milliseconds: number;
}

/** All that the header of the view shows; sent again whenever it changed. */
export interface SegmentState {
  readonly session: number;
  readonly name: string;
  /** Size of the file as it lies there, in bytes. */
  readonly fileSize: number;
  /** Name of the compression, when there is one. */
  readonly compression?: string;
  /** Name of the encryption, when there is one: nothing can be read then. */
  readonly encryption?: string;
  /** Why not all of a compressed file could be read. */
  readonly problem?: string;
  readonly major?: Major;
  readonly timeline?: number;
  readonly segmentSize?: number;
  readonly systemIdentifier?: string;
  readonly startLsn?: string;
  readonly endLsn?: string;
  readonly records: number;
  /** Bytes of WAL read so far, and how many there are to read. */
  readonly readBytes: number;
  readonly totalBytes: number;
  readonly done: boolean;
  /** Bytes of all records, and of the full-page images in them. */
  readonly recordBytes: number;
  readonly imageBytes: number;
  /** Time of the first and the last commit or abort, ISO 8601 in UTC. */
  readonly firstTime?: string;
  readonly lastTime?: string;
  readonly end?: WalEnd;
  /** Names of the segments before and after this one, where they lie in the same folder. */
  readonly previous?: string;
  readonly next?: string;
  readonly view: SegmentView;
}

/** One row of the records table. */
export interface RecordRow {
  /** Number of the record in the segment, from 0. */
  readonly record: number;
  readonly lsn: string;
  readonly manager: string;
  readonly type: string;
  readonly xid: number;
  readonly length: number;
  readonly imageLength: number;
  /** Block references in short: `1663/16384/2608 blk 12`. */
  readonly blocks: string;
  /** Shortened when it is very long. */
  readonly description: string;
}

/** A field of a record, at a range of the record's bytes. */
export interface RecordField {
  readonly name: string;
  readonly text: string;
  readonly offset: number;
  readonly length: number;
  readonly meaning?: string;
  readonly unit?: string;
  readonly children?: readonly RecordField[];
}

/** What a range of a record's bytes is. */
export type BytesKind = 'header' | 'reference' | 'image' | 'block-data' | 'main-data';

export interface RecordPart extends RecordField {
  readonly kind: BytesKind;
}

export interface RecordBlock {
  readonly id: number;
  /** `tablespace/database/relation`, as numbers. */
  readonly relation: string;
  /** Name of a system catalog of that number, when there is one. */
  readonly relationName?: string;
  readonly fork: string;
  readonly block: number;
  readonly dataLength: number;
  readonly initialised: boolean;
  readonly image?: {
    readonly length: number;
    readonly holeOffset: number;
    readonly holeLength: number;
    readonly compression?: string;
    /** Redo restores the page from it; otherwise it is there for wal_consistency_checking. */
    readonly applied: boolean;
  };
}

/** Everything about one record. */
export interface RecordDetails extends Omit<RecordRow, 'blocks'> {
  readonly endLsn: string;
  readonly prevLsn: string;
  readonly crc: string;
  /** What records of this kind do. */
  readonly does?: string;
  /** What to do with it in a recovery, for records that one would stop at. */
  readonly recovery?: string;
  readonly origin?: number;
  readonly topLevelXid?: number;
  readonly blockReferences: readonly RecordBlock[];
  /** The record from its first byte to its last. */
  readonly parts: readonly RecordPart[];
  /** Beginning of the record's bytes, base64. */
  readonly bytes: string;
  readonly totalBytes: number;
}

/** Counts of one record type, as `pg_waldump --stats=record` has them. */
export interface RecordTypeCount {
  readonly manager: string;
  readonly type: string;
  readonly count: number;
  /** Bytes without and in full-page images. */
  readonly recordBytes: number;
  readonly imageBytes: number;
}

export interface TransactionRow {
  readonly xid: number;
  readonly outcome: 'committed' | 'aborted' | 'prepared' | 'open';
  /** Time of the outcome, ISO 8601 in UTC. */
  readonly time?: string;
  readonly records: number;
  readonly bytes: number;
  readonly imageBytes: number;
  readonly firstLsn: string;
  readonly lastLsn: string;
}

export interface RelationRow {
  readonly relation: string;
  readonly name?: string;
  readonly records: number;
  readonly blocks: number;
  readonly images: number;
  readonly imageBytes: number;
  readonly firstLsn: string;
  readonly lastLsn: string;
}

/** The part of the segment that holds records, cut into slices of equal length; each array has a number for each slice. */
export interface SegmentOverview {
  readonly sliceBytes: number;
  readonly startLsn: string;
  readonly records: readonly number[];
  readonly imageBytes: readonly number[];
  readonly commits: readonly number[];
  readonly schemaChanges: readonly number[];
}

export interface FilterSuggestion {
  readonly label: string;
  readonly detail: string;
  /** Replaces the filter's text between `from` and `to`. */
  readonly insert: string;
  readonly from: number;
  readonly to: number;
}

export type SegmentSession = { readonly session: number };
export type SegmentWindow = SegmentSession & { readonly start: number; readonly count: number };

/** Opens a session on a file; rejected with the reason when the file can't be read at all. */
export const segmentOpen = request<{ uri: string }, SegmentState>('walscope/segment/open');
/** How far an open session is, for a page that joins it. */
export const segmentState = request<SegmentSession, SegmentState>('walscope/segment/state');
export const segmentClose = request<SegmentSession, null>('walscope/segment/close');

/** Sent while a segment is being read or filtered, and when that ended. */
export const segmentChanged = notification<SegmentState>('walscope/segment/changed');

/** At most `count` rows of a view from row `start` on; fewer where they would not fit into one message. */
export const segmentRows = request<SegmentWindow & { view: number }, { start: number; rows: RecordRow[] }>(
  'walscope/segment/rows',
);

/** Makes the rows that a filter selects the session's view; nothing changes when the filter has problems. */
export const segmentFilter = request<
  SegmentSession & { filter: string },
  { state: SegmentState } | { problems: readonly FilterProblem[] }
>('walscope/segment/filter');

/** What could stand at `cursor` in a filter's text. */
export const segmentSuggest = request<
  SegmentSession & { text: string; cursor: number },
  readonly FilterSuggestion[]
>('walscope/segment/suggest');

/** The record with that number, or null when there is none. */
export const segmentRecord = request<SegmentSession & { record: number }, RecordDetails | null>(
  'walscope/segment/record',
);

/** A page as a record's full-page image restores it, taken apart. Offsets are into the page. */
export interface DecodedImage {
  /** `heap`, `btree leaf`, ... */
  readonly kind: string;
  readonly fields: readonly RecordField[];
  /** Why the image or the page could not be read. */
  readonly problem?: string;
}

/** The page in the image of a block reference, or null when it has none. */
export const segmentImage = request<SegmentSession & { record: number; block: number }, DecodedImage | null>(
  'walscope/segment/image',
);

/** More bytes of a record, base64. */
export const segmentBytes = request<
  SegmentSession & { record: number; offset: number; length: number },
  { bytes: string }
>('walscope/segment/bytes');

/** The first row of a view at or behind an LSN, the last one where the WAL ends; -1: none, null: `lsn` is no LSN. */
export const segmentFind = request<SegmentSession & { view: number; lsn: string }, number | null>(
  'walscope/segment/find',
);

export const segmentOverview = request<SegmentSession & { slices: number }, SegmentOverview>(
  'walscope/segment/overview',
);

/** By resource manager, then record type; of the records read so far. */
export const segmentStatistics = request<SegmentSession, readonly RecordTypeCount[]>(
  'walscope/segment/statistics',
);

export type TransactionOrder = 'firstLsn' | 'records' | 'bytes' | 'xid' | 'time';
export type RelationOrder = 'firstLsn' | 'records' | 'images' | 'relation';

/** Both wait until the whole segment is read. */
export const segmentTransactions = request<
  SegmentWindow & { order: TransactionOrder },
  { total: number; rows: TransactionRow[] }
>('walscope/segment/transactions');

export const segmentRelations = request<
  SegmentWindow & { order: RelationOrder },
  { total: number; rows: RelationRow[] }
>('walscope/segment/relations');

/** Rows of a view as text for the clipboard: the lines of `pg_waldump`, or a JSON array. */
export const segmentText = request<
  SegmentWindow & { view: number; format: 'text' | 'json' },
  { text: string; rows: number }
>('walscope/segment/text');
