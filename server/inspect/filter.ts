import { parseLsn } from '../postgres/lsn.ts';
import { builtInResourceManagers } from '../postgres/wal/rmgr/names.ts';
import type { FilterProblem } from '../protocol/segment.ts';
import { splitWords, type Word } from './filterWords.ts';

/** Both ends belong to it; a missing end is open. */
export interface Range<T> {
  readonly min?: T;
  readonly max?: T;
}

/** A relation by some of its numbers. */
export interface RelationPattern {
  readonly tablespace?: number;
  readonly database?: number;
  readonly relation?: number;
  /** Its name in lower case, also with its schema, instead of numbers. */
  readonly name?: string;
}

/** Groups of records that `is:` names. */
export const recordClasses = ['ddl', 'commit', 'abort', 'checkpoint'] as const;
export type RecordClass = (typeof recordClasses)[number];

export type Condition =
  | { readonly kind: 'rmgr' | 'type'; readonly names: readonly string[] }
  | { readonly kind: 'is'; readonly classes: readonly RecordClass[] }
  | { readonly kind: 'xid' | 'len' | 'fpi' | 'blk'; readonly ranges: readonly Range<number>[] }
  | { readonly kind: 'lsn'; readonly ranges: readonly Range<bigint>[] }
  | { readonly kind: 'rel'; readonly relations: readonly RelationPattern[] }
  | { readonly kind: 'fork'; readonly forks: readonly number[] }
  | { readonly kind: 'text'; readonly text: string };

/** One condition of a filter and where it stands in the text; a record must meet all of them. */
export type FilterTerm = Condition & { readonly not: boolean; readonly from: number; readonly to: number };

/** Whether a term asks for a relation by name. */
export function namesRelation(term: FilterTerm): boolean {
  return term.kind === 'rel' && term.relations.some(({ name }) => name !== undefined);
}

export interface Filter {
  readonly terms: readonly FilterTerm[];
  readonly problems: readonly FilterProblem[];
}

/** A filter's key, for messages and completion. */
export interface FilterKey {
  readonly key: string;
  readonly example: string;
  readonly help: string;
}

export const filterKeys: readonly FilterKey[] = [
  { key: 'rmgr', example: 'rmgr:Heap,Btree', help: 'resource manager' },
  { key: 'type', example: 'type:INSERT', help: 'record type; * stands for anything' },
  { key: 'is', example: 'is:ddl', help: 'ddl, commit, abort or checkpoint' },
  { key: 'xid', example: 'xid:745', help: 'transaction; 745..760 for a range' },
  { key: 'rel', example: 'rel:16384/16412', help: 'relation by name or number' },
  { key: 'blk', example: 'blk:12', help: 'block number of that relation' },
  { key: 'fork', example: 'fork:vm', help: 'main, fsm, vm or init' },
  { key: 'lsn', example: 'lsn:0/2D1F0000..', help: 'LSN or a range of them' },
  { key: 'fpi', example: 'fpi', help: 'has a full-page image; fpi>4kB for its size' },
  { key: 'len', example: 'len>1000', help: 'total length in bytes' },
];

const forkNumbers: Readonly<Record<string, number>> = { main: 0, fsm: 1, vm: 2, init: 3 };

/**
 * Reads a filter such as `rmgr:Heap rel:16412 -type:LOCK len>100 "drop table"`: words separated by spaces, all of
 * which a record must meet; commas separate alternatives, `-` turns a word around. What is not `key:value` is text
 * that pg_waldump's line of the record holds. Words with problems are left out of `terms`.
 */
export function parseFilter(text: string): Filter {
  const terms: FilterTerm[] = [];
  const problems: FilterProblem[] = [];
  for (const word of splitWords(text)) {
    const found = word.open ? 'The closing quote is missing.' : condition(word);
    if (typeof found === 'string') problems.push({ from: word.from, to: word.to, message: found });
    else terms.push({ ...found, not: word.not, from: word.from, to: word.to });
  }
  return { terms, problems };
}

/** The condition that a word states, or what is wrong with it. */
function condition({ key, operator, values }: Word): Condition | string {
  if (key === undefined) {
    if (values[0] === 'fpi' && operator === undefined) return { kind: 'fpi', ranges: [{ min: 1 }] };
    if (operator === undefined && /^(AND|OR|NOT)$/.test(values[0]))
      return `A record must meet all words: separate alternatives by commas, as in rmgr:Heap,Btree, and put - before what shall not be. To look for ${values[0]}, put it in quotes.`;
    return { kind: 'text', text: values[0] };
  }
  if (values.some(value => value === '')) return `${key}${operator} needs a value.`;
  if (operator !== ':' && key !== 'len' && key !== 'fpi')
    return filterKeys.some(known => known.key === key)
      ? `Write ${key}: with a colon.`
      : unknownKey(key, operator);
  switch (key) {
    case 'rmgr':
      return eachOf(values, resourceManager, names => ({ kind: key, names }));
    case 'type':
      return { kind: key, names: values.map(value => value.toLowerCase()) };
    case 'is':
      return eachOf(values, recordClass, classes => ({ kind: 'is', classes }));
    case 'xid':
    case 'blk':
      return eachOf(
        values,
        value => rangeOf(value, unsigned),
        ranges => ({ kind: key, ranges }),
      );
    case 'len':
    case 'fpi':
      return eachOf(
        values,
        value => sizes(value, operator),
        ranges => ({ kind: key, ranges }),
      );
    case 'lsn':
      return eachOf(
        values,
        value => rangeOf(value, lsn),
        ranges => ({ kind: 'lsn', ranges }),
      );
    case 'rel':
      return eachOf(values, relationPattern, relations => ({ kind: 'rel', relations }));
    case 'fork':
      return eachOf(values, fork, forks => ({ kind: 'fork', forks }));
    default:
      return unknownKey(key, operator);
  }
}

function unknownKey(key: string, operator: string | undefined): string {
  const known = filterKeys.map(one => one.key).join(', ');
  return `There is no filter ${key}${operator}; known are ${known}. To look for this text, put it in quotes.`;
}

/** Reads every value; the first one that can't be read gives the message. */
function eachOf<T extends object | number | string>(
  values: readonly string[],
  read: (value: string) => { value: T } | string,
  make: (all: T[]) => Condition,
): Condition | string {
  const all: T[] = [];
  for (const value of values) {
    const one = read(value);
    if (typeof one === 'string') return one;
    all.push(one.value);
  }
  return make(all);
}

const managerNames = new Set(builtInResourceManagers().map(({ name }) => name.toLowerCase()));

function resourceManager(value: string): { value: string } | string {
  const name = value.toLowerCase();
  if (managerNames.has(name) || name.includes('*') || /^custom\d{3}$/.test(name)) return { value: name };
  return `There is no resource manager ${value}.`;
}

type Read<T> = (text: string) => T | undefined;

const unsigned: Read<number> = text => {
  const value = /^\d{1,10}$/.test(text) ? Number(text) : Number.NaN;
  return value <= 0xffff_ffff ? value : undefined;
};

const lsn: Read<bigint> = text => parseLsn(text);

const size: Read<number> = text => {
  const match = /^(\d{1,10})(B|kB|MB)?$/i.exec(text);
  const unit = { '': 1, b: 1, kb: 1024, mb: 1024 * 1024 }[(match?.[2] ?? '').toLowerCase()] ?? 1;
  return match ? Number(match[1]) * unit : undefined;
};

/** `a`, `a..b`, `a..` or `..b` */
function rangeOf<T extends number | bigint>(text: string, read: Read<T>): { value: Range<T> } | string {
  const dots = text.indexOf('..');
  const [low, high] = dots < 0 ? [text, text] : [text.slice(0, dots), text.slice(dots + 2)];
  const min = low === '' ? undefined : read(low);
  const max = high === '' ? undefined : read(high);
  const wrong = low !== '' && min === undefined ? low : high !== '' && max === undefined ? high : undefined;
  if (wrong !== undefined)
    return read === (lsn as unknown)
      ? `${wrong} is no LSN; one looks like 0/2D1F40A8.`
      : `${wrong} is no number.`;
  if (min === undefined && max === undefined)
    return 'A range needs a beginning or an end, as in 10.. or ..20.';
  if (min !== undefined && max !== undefined && min > max) return `${high} is before ${low}.`;
  return { value: { min, max } };
}

function sizes(text: string, operator: string | undefined): { value: Range<number> } | string {
  if (operator === ':' || operator === '=') return rangeOf(text, size);
  const bytes = size(text);
  if (bytes === undefined) return `${text} is no size; one looks like 100, 8kB or 1MB.`;
  if (operator === '>') return { value: { min: bytes + 1 } };
  if (operator === '>=') return { value: { min: bytes } };
  return { value: operator === '<' ? { max: bytes - 1 } : { max: bytes } };
}

function recordClass(text: string): { value: RecordClass } | string {
  const found = recordClasses.find(name => name === text.toLowerCase());
  return found ? { value: found } : `is: knows ${recordClasses.join(', ')}; not ${text}.`;
}

function fork(text: string): { value: number } | string {
  const number = Object.hasOwn(forkNumbers, text.toLowerCase()) ? forkNumbers[text.toLowerCase()] : undefined;
  return number === undefined ? `fork: knows main, fsm, vm and init; not ${text}.` : { value: number };
}

/** `relation`, `database/relation`, `tablespace/database/relation` or a name */
function relationPattern(text: string): { value: RelationPattern } | string {
  if (!/^[\d/]+$/.test(text)) return { value: { name: text.toLowerCase() } };
  const numbers = text.split('/').map(unsigned);
  if (numbers.length > 3 || numbers.includes(undefined))
    return `${text} is no relation; one looks like 16412, 16384/16412 or 1663/16384/16412.`;
  const [relation, database, tablespace] = numbers.reverse();
  return { value: { tablespace, database, relation } };
}
