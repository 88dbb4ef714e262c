import { catalogName } from '../postgres/catalogNames.ts';
import { Describer } from '../postgres/wal/describe/describer.ts';
import { LineWriter } from '../postgres/wal/describe/line.ts';
import type { RecordBatch } from '../postgres/wal/reader.ts';
import { type BlockReference, WalRecord } from '../postgres/wal/record.ts';
import { resourceManagerName } from '../postgres/wal/rmgr/names.ts';
import type { Wal } from '../postgres/wal/wal.ts';
import { containsText, lowerBytes } from './containsText.ts';
import type { Condition, FilterTerm, Range, RelationPattern } from './filter.ts';
import { filesNamed } from './names/relationFiles.ts';
import type { RelationNames } from './names/relationNames.ts';
import { isInClass } from './recordClasses.ts';
import { isSchemaChange } from './schemaChanges.ts';

/** Whether record `at` of a batch (scanned with whole records) meets a filter. */
export type Matcher = (batch: RecordBatch, at: number) => boolean;

type BlockTest = (block: BlockReference) => boolean;

/** Makes a filter ready for the records of `wal`; `names` tells relations by name. What a record's header tells is tried before what costs more. */
export function compileFilter(terms: readonly FilterTerm[], wal: Wal, names?: RelationNames): Matcher {
  const tests = [...headerTests(terms, wal), ...blockTests(terms, wal, names), ...textTests(terms, wal)];
  return (batch, at) => {
    for (let i = 0; i < tests.length; i++) if (!tests[i](batch, at)) return false;
    return true;
  };
}

function headerTests(terms: readonly FilterTerm[], wal: Wal): Matcher[] {
  return terms.flatMap(term => {
    const test = headerTest(term, wal);
    if (!test) return [];
    return term.not ? [(batch: RecordBatch, at: number) => !test(batch, at)] : [test];
  });
}

function headerTest(condition: Condition, wal: Wal): Matcher | undefined {
  switch (condition.kind) {
    case 'rmgr':
      return kindTest(rmid => named(condition.names, resourceManagerName(rmid)));
    case 'type': {
      const describer = new Describer(wal.major);
      return kindTest((rmid, info) =>
        typeNamed(condition.names, resourceManagerName(rmid), describer.kind(rmid, info).name),
      );
    }
    case 'is':
      return (batch, at) =>
        condition.classes.some(which =>
          which === 'ddl' ? isSchemaChange(batch, at) : isInClass(which, batch.rmid[at], batch.info[at]),
        );
    case 'xid':
      return (batch, at) => inRanges(condition.ranges, batch.xid[at]);
    case 'len':
      return (batch, at) => inRanges(condition.ranges, batch.totalLength[at]);
    case 'fpi':
      return (batch, at) => inRanges(condition.ranges, batch.fpiLength[at]);
    case 'lsn': {
      const ranges = condition.ranges.map(range => positions(range, wal));
      return (batch, at) => inRanges(ranges, batch.position[at]);
    }
    default:
      return undefined;
  }
}

/** LSNs as positions in the segment. */
function positions({ min, max }: Range<bigint>, wal: Wal): Range<number> {
  const position = (lsn: bigint | undefined) => (lsn === undefined ? undefined : Number(lsn - wal.start));
  return { min: position(min), max: position(max) };
}

function inRanges(ranges: readonly Range<number>[], value: number): boolean {
  for (let i = 0; i < ranges.length; i++) {
    const { min, max } = ranges[i];
    if ((min === undefined || value >= min) && (max === undefined || value <= max)) return true;
  }
  return false;
}

/** A test of resource manager and info byte; asked once for each pair. */
function kindTest(test: (rmid: number, info: number) => boolean): Matcher {
  const known: boolean[] = [];
  return ({ rmid, info }, at) => {
    const slot = (rmid[at] << 8) | info[at];
    known[slot] ??= test(rmid[at], info[at]);
    return known[slot];
  };
}

/** Whether one of the names, in which `*` stands for anything, is `name`. */
function named(names: readonly string[], name: string): boolean {
  return names.some(wanted => pattern(wanted).test(name));
}

/** The same for a record type: `INSERT` also means INSERT+INIT, and `Heap/INSERT` only that of Heap. */
function typeNamed(names: readonly string[], manager: string, type: string): boolean {
  const plain = type.replace(/\+INIT$/, '');
  return names.some(wanted => {
    const full = wanted.includes('/') ? `${manager}/` : '';
    return pattern(wanted).test(full + type) || pattern(wanted).test(full + plain);
  });
}

function pattern(wanted: string): RegExp {
  const literal = wanted.split('*').map(part => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${literal.join('.*')}$`, 'i');
}

/** What is asked of blocks must be true of one and the same block; what must not be, of none. */
function blockTests(terms: readonly FilterTerm[], wal: Wal, names: RelationNames | undefined): Matcher[] {
  const wanted: BlockTest[] = [];
  const unwanted: BlockTest[] = [];
  for (const term of terms) {
    const test = blockTest(term, names);
    if (test) (term.not ? unwanted : wanted).push(test);
  }
  if (wanted.length === 0 && unwanted.length === 0) return [];
  const record = new WalRecord(wal.major);
  const matches = (block: BlockReference) => wanted.every(test => test(block));
  return [
    (batch, at) => {
      const decoded = batch.blocks[at] > 0 && decode(record, batch, at);
      const blocks = decoded ? record.blocks.slice(0, record.blockCount) : [];
      if (wanted.length > 0 && !blocks.some(matches)) return false;
      return !blocks.some(block => unwanted.some(test => test(block)));
    },
  ];
}

function blockTest(condition: Condition, names: RelationNames | undefined): BlockTest | undefined {
  switch (condition.kind) {
    case 'rel': {
      const tests = condition.relations.map(relation => relationTest(relation, names));
      return block => tests.some(test => test(block));
    }
    case 'blk':
      return ({ block }) => inRanges(condition.ranges, block);
    case 'fork':
      return ({ fork }) => condition.forks.includes(fork);
    default:
      return undefined;
  }
}

function relationTest(wanted: RelationPattern, names: RelationNames | undefined): BlockTest {
  const { name } = wanted;
  if (name === undefined)
    return block =>
      wanted.relation === block.relation &&
      (wanted.database === undefined || wanted.database === block.database) &&
      (wanted.tablespace === undefined || wanted.tablespace === block.tablespace);
  const files = names && filesNamed(name, names);
  return ({ database, relation }) =>
    catalogName(relation) === name || files?.has(database, relation) === true;
}

/** Looks for texts in the line that pg_waldump prints for a record; capitals make no difference in ASCII. */
function textTests(terms: readonly FilterTerm[], wal: Wal): Matcher[] {
  const texts = terms.flatMap(term =>
    term.kind === 'text' ? [{ bytes: lowerBytes(term.text), not: term.not }] : [],
  );
  if (texts.length === 0) return [];
  const record = new WalRecord(wal.major);
  const writer = new LineWriter(wal.major);
  return [
    (batch, at) => {
      if (!decode(record, batch, at, wal.start)) return false;
      writer.out.length = 0;
      writer.write(record, false);
      return texts.every(
        ({ bytes, not }) => containsText(writer.out.bytes, writer.out.length, bytes) !== not,
      );
    },
  ];
}

function decode(record: WalRecord, batch: RecordBatch, at: number, base = 0n): boolean {
  const address = batch.address[at];
  if (address === 0) return false;
  const lsn = base + BigInt(batch.position[at]);
  return record.decode(
    batch.memory,
    address,
    address + batch.totalLength[at],
    Number(lsn >> 32n),
    Number(lsn & 0xffff_ffffn),
  );
}
