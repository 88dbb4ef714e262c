import type { Major } from '../postgres/majors.ts';
import { request } from '../protocol.ts';

/** What the decoded view of a binary file asks of the server. Offsets and lengths are bytes of the file. */

/** What is wrong in a file, in the server's words where the server reads that file. */
export interface BinaryProblem {
  readonly level: 'PANIC' | 'FATAL' | 'ERROR' | 'WARNING' | 'LOG' | 'ADVICE';
  readonly message: string;
  readonly detail?: string;
  readonly hint?: string;
  readonly offset: number;
  /** The row that shows it. */
  readonly row: number;
}

export interface BinaryFileState {
  readonly session: number;
  /** Its base name. */
  readonly name: string;
  /** Whose file it is, in a few words. */
  readonly title: string;
  /** Of the cluster that it belongs to, as far as the file or what is around it tells. */
  readonly major?: Major;
  readonly size: number;
  /** When it was last written, ISO 8601 in UTC. */
  readonly modified: string;
  /** From here to its end the file only holds zeros that mean nothing. */
  readonly zerosFrom: number;
  readonly verdict: { readonly severity: 'good' | 'note' | 'bad'; readonly text: string };
  /** Whether its checksum fits, where that can be told. */
  readonly crcOk?: boolean;
  /** What matters, in plain sentences. */
  readonly summary: readonly string[];
  readonly problems: readonly BinaryProblem[];
  /** The parts of the file, in order. */
  readonly sections: readonly string[];
  readonly fields: number;
  /** The program whose output "Copy as text" gives. */
  readonly tool?: string;
}

/** A row of the table: a part of the file, a field in it, or what is wrong behind the last field. */
export interface BinaryRow {
  /** Its number among all rows, whatever the filter. */
  readonly id: number;
  readonly kind: 'section' | 'field' | 'problem';
  /** The part it belongs to: its index in `sections`. */
  readonly section: number;
  readonly name: string;
  readonly value: string;
  readonly meaning: string;
  readonly offset: number;
  /** 0 for what stands in the file's name. */
  readonly length: number;
  /** A checksum that does not fit. */
  readonly wrong?: boolean;
  /** What the server says about it. */
  readonly problem?: string;
  /** The LSN in its value, and the segment that holds it where that is beside. */
  readonly wal?: { readonly lsn: string; readonly segment?: string };
}

/** A stretch of bytes that are one field. */
export interface BinaryStretch {
  readonly offset: number;
  readonly length: number;
  /** The field's row. */
  readonly row: number;
  readonly section: number;
  readonly name: string;
  readonly value: string;
}

export type BinarySession = { readonly session: number };

/** Reads a file; rejected with the reason when it can't be read or is none of those that have a decoded view. */
export const binaryOpen = request<{ uri: string }, BinaryFileState>('walscope/binary/open');
export const binaryClose = request<BinarySession, null>('walscope/binary/close');

/** At most `count` of the rows that a filter leaves, from row `start` on. */
export const binaryRows = request<
  BinarySession & { filter: string; start: number; count: number },
  { start: number; total: number; fields: number; rows: readonly BinaryRow[] }
>('walscope/binary/rows');

/** A row by its id, and its place among those that a filter leaves, -1 where it does not. */
export const binaryRow = request<
  BinarySession & { filter: string; id: number },
  { place: number; row: BinaryRow } | null
>('walscope/binary/row');

/** Bytes of the file, base64, and the fields that they are. */
export const binaryBytes = request<
  BinarySession & { offset: number; length: number },
  { offset: number; bytes: string; stretches: readonly BinaryStretch[] }
>('walscope/binary/bytes');

/** All of the file, as its tool prints it or as `walscope inspect` prints it as JSON. */
export const binaryText = request<BinarySession & { format: 'text' | 'json' }, { text: string }>(
  'walscope/binary/text',
);
