import { formatLsn, formatLsnPadded, type Lsn } from '../../lsn.ts';
import { type Major, sinceMajor } from '../../majors.ts';

/** Why a scan ended, as assembly/stop.ts numbers it. */
export const stopCodes = {
  endOfRange: 1,
  truncated: 2,
  badMagic: 10,
  badInfoBits: 11,
  foreignSystem: 12,
  badSegmentSize: 13,
  badBlockSize: 14,
  badPageAddress: 15,
  timelineBackwards: 16,
  badRecordOffset: 20,
  contrecordRequested: 21,
  badRecordLength: 22,
  badResourceManager: 23,
  badPrevLink: 24,
  noContrecordFlag: 25,
  badContrecordLength: 26,
  badChecksum: 27,
  blockOutOfOrder: 30,
  noBlockData: 31,
  unexpectedBlockData: 32,
  badHole: 33,
  unexpectedHole: 34,
  badCompressedLength: 35,
  badImageLength: 36,
  noPreviousRelation: 37,
  badBlockId: 38,
  badLengths: 39,
} as const;

export type StopKind = keyof typeof stopCodes;

const kinds = new Map<number, StopKind>(
  Object.entries(stopCodes).map(([kind, code]) => [code, kind as StopKind]),
);

export function stopKind(code: number): StopKind {
  return kinds.get(code) ?? 'endOfRange';
}

/** What a sentence is made of. */
export interface StopFacts {
  readonly kind: StopKind;
  /** Numbers of the fault, in the order that assembly/stop.ts stores them. */
  readonly operands: readonly bigint[];
  /** The record at fault, and the last one read whole before it (0 if none). */
  readonly failing: Lsn;
  readonly last: Lsn;
  /** Name of the segment that holds the page at `operands[0]`, and the page's offset in it. */
  readonly segmentName: string;
  readonly segmentOffset: number;
}

type Sentence = (facts: StopFacts, lsn: (value: Lsn) => string, major: Major) => string;
type SinceMajor<T> = { readonly [M in Major]?: T };

const hex4 = (value: bigint) => value.toString(16).toUpperCase().padStart(4, '0');

/** Where a page is: the wording changed in 16. */
const pagePlace: SinceMajor<Sentence> = {
  10: ({ segmentName, segmentOffset }) => `in log segment ${segmentName}, offset ${segmentOffset}`,
  16: ({ segmentName, segmentOffset, operands: [page] }, lsn) =>
    `in WAL segment ${segmentName}, LSN ${lsn(page)}, offset ${segmentOffset}`,
};

const onPage =
  (fault: Sentence): Sentence =>
  (facts, lsn, major) =>
    `${fault(facts, lsn, major)} ${sinceMajor(pagePlace, major)!(facts, lsn, major)}`;

/** Block headers are blamed on ReadRecPtr, which from 15 on is still the record before. */
const blamed: SinceMajor<(facts: StopFacts) => Lsn> = {
  10: ({ failing }) => failing,
  15: ({ last }) => last,
};

const inBlocks =
  (fault: Sentence): Sentence =>
  (facts, lsn, major) =>
    `${fault(facts, lsn, major)} at ${lsn(sinceMajor(blamed, major)!(facts))}`;

const since10 = (sentence: Sentence): SinceMajor<Sentence> => ({ 10: sentence });

/** The sentences of xlogreader.c, each by the major that introduced its wording. */
const sentences: Record<Exclude<StopKind, 'endOfRange' | 'truncated'>, SinceMajor<Sentence>> = {
  badMagic: since10(onPage(({ operands: [, magic] }) => `invalid magic number ${hex4(magic)}`)),
  badInfoBits: since10(onPage(({ operands: [, info] }) => `invalid info bits ${hex4(info)}`)),
  foreignSystem: since10(
    ({ operands: [, found, expected] }) =>
      `WAL file is from different database system: WAL file database system identifier is ${found}, pg_control database system identifier is ${expected}`,
  ),
  badSegmentSize: {
    10: () => 'WAL file is from different database system: incorrect XLOG_SEG_SIZE in page header',
    11: () => 'WAL file is from different database system: incorrect segment size in page header',
  },
  badBlockSize: since10(
    () => 'WAL file is from different database system: incorrect XLOG_BLCKSZ in page header',
  ),
  badPageAddress: since10(onPage(({ operands: [, found] }, lsn) => `unexpected pageaddr ${lsn(found)}`)),
  timelineBackwards: since10(
    onPage(({ operands: [, found, latest] }) => `out-of-sequence timeline ID ${found} (after ${latest})`),
  ),
  badRecordOffset: {
    10: ({ failing }, lsn) => `invalid record offset at ${lsn(failing)}`,
    16: ({ failing, operands: [least, got] }, lsn) =>
      `invalid record offset at ${lsn(failing)}: expected at least ${least}, got ${got}`,
  },
  contrecordRequested: since10(({ failing }, lsn) => `contrecord is requested by ${lsn(failing)}`),
  badRecordLength: {
    10: ({ failing, operands: [got] }, lsn) =>
      `invalid record length at ${lsn(failing)}: wanted 24, got ${got}`,
    16: ({ failing, operands: [got] }, lsn) =>
      `invalid record length at ${lsn(failing)}: expected at least 24, got ${got}`,
  },
  badResourceManager: since10(
    ({ failing, operands: [id] }, lsn) => `invalid resource manager ID ${id} at ${lsn(failing)}`,
  ),
  badPrevLink: since10(
    ({ failing, operands: [prev] }, lsn) => `record with incorrect prev-link ${lsn(prev)} at ${lsn(failing)}`,
  ),
  noContrecordFlag: since10(({ failing }, lsn) => `there is no contrecord flag at ${lsn(failing)}`),
  badContrecordLength: {
    10: ({ failing, operands: [length] }, lsn) => `invalid contrecord length ${length} at ${lsn(failing)}`,
    14: ({ failing, operands: [length, expected] }, lsn) =>
      `invalid contrecord length ${length} (expected ${expected}) at ${lsn(failing)}`,
  },
  badChecksum: since10(
    ({ failing }, lsn) => `incorrect resource manager data checksum in record at ${lsn(failing)}`,
  ),
  blockOutOfOrder: since10(inBlocks(({ operands: [id] }) => `out-of-order block_id ${id}`)),
  noBlockData: since10(inBlocks(() => 'BKPBLOCK_HAS_DATA set, but no data included')),
  unexpectedBlockData: since10(
    inBlocks(({ operands: [length] }) => `BKPBLOCK_HAS_DATA not set, but data length is ${length}`),
  ),
  badHole: since10(
    inBlocks(
      ({ operands: [offset, hole, image] }) =>
        `BKPIMAGE_HAS_HOLE set, but hole offset ${offset} length ${hole} block image length ${image}`,
    ),
  ),
  unexpectedHole: since10(
    inBlocks(
      ({ operands: [offset, hole] }) => `BKPIMAGE_HAS_HOLE not set, but hole offset ${offset} length ${hole}`,
    ),
  ),
  badCompressedLength: {
    10: inBlocks(({ operands: [image] }) => `BKPIMAGE_IS_COMPRESSED set, but block image length ${image}`),
    15: inBlocks(({ operands: [image] }) => `BKPIMAGE_COMPRESSED set, but block image length ${image}`),
  },
  badImageLength: {
    10: inBlocks(
      ({ operands: [length] }) =>
        `neither BKPIMAGE_HAS_HOLE nor BKPIMAGE_IS_COMPRESSED set, but block image length is ${length}`,
    ),
    15: inBlocks(
      ({ operands: [length] }) =>
        `neither BKPIMAGE_HAS_HOLE nor BKPIMAGE_COMPRESSED set, but block image length is ${length}`,
    ),
  },
  noPreviousRelation: since10(inBlocks(() => 'BKPBLOCK_SAME_REL set but no previous rel')),
  badBlockId: since10(inBlocks(({ operands: [id] }) => `invalid block_id ${id}`)),
  badLengths: since10(inBlocks(() => 'record with invalid length')),
};

/** How a message of `major` prints an LSN. */
export function messageLsn(major: Major): (lsn: Lsn) => string {
  return major >= 19 ? formatLsnPadded : formatLsn;
}

/** What `major`'s reader says is wrong, or undefined where it says nothing. PostgreSQL: xlogreader.c. */
export function readerSentence(facts: StopFacts, major: Major): string | undefined {
  if (facts.kind === 'endOfRange' || facts.kind === 'truncated') return undefined;
  return sinceMajor(sentences[facts.kind], major)!(facts, messageLsn(major), major);
}
