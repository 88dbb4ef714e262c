import { type Major, majors, sinceMajor } from '../../majors.ts';
import type { Description } from './description.ts';
import type { Struct } from './fieldTypes.ts';

/** Something that changed between majors: each value holds from its major on. */
export type Since<T> = { readonly [M in Major]?: T };

/** Describes one kind of record: reads what the record holds and writes the text. */
export type Describe = (d: Description) => void;

/**
 * One kind of record.
 * `data` is the fixed head of its main data; `text` is either a template whose `{name}` places are members of
 * `data` or parts, or a function for records of variable shape (it starts at the head of the main data and reads
 * all itself). Both may change with the major.
 */
export interface RecordKind {
  readonly name: string;
  /** What the record does, in a sentence, for the details pane. */
  readonly does?: string;
  /** Whether it may make its page from scratch, which adds `+INIT` to the name. */
  readonly mayInit?: boolean;
  readonly data?: Struct | Since<Struct>;
  /** The same for a kind whose text tells of block 0's data instead. */
  readonly blockData?: Struct | Since<Struct>;
  readonly text?: string | Describe | Since<string | Describe>;
  /** Pieces of a template that are no plain member. The cursor stands behind the head of the main data. */
  readonly parts?: Readonly<Record<string, Describe>>;
}

/** The records of a resource manager: the part of PostgreSQL that writes and replays one family of records. */
export interface ResourceManager {
  /** Bits of the info byte that tell the kind of record. */
  readonly kindMask: number;
  /** By the masked info byte; a kind renamed or gone in some major is given by major, undefined from where it is gone. */
  readonly kinds: Readonly<Record<number, RecordKind | Since<RecordKind | null>>>;
  /** Bit of the info byte by which a record that `mayInit` makes its page from scratch. */
  readonly initBit?: number;
}

/** For what differs in every major, such as paths that contain its number. */
export function eachMajor<T>(make: (major: Major) => T): Since<T> {
  return Object.fromEntries(majors.map(major => [major, make(major)]));
}

/** The kind of record that `info` tells in `major`, or undefined when that major knows none. */
export function kindOf(manager: ResourceManager, info: number, major: Major): RecordKind | undefined {
  const found = manager.kinds[info & manager.kindMask];
  if (!found) return undefined;
  return ('name' in found ? found : sinceMajor(found as Since<RecordKind | null>, major)) ?? undefined;
}

/** The value of something that may change with the major. */
export function valueIn<T extends object | string>(
  given: T | Since<T> | undefined,
  major: Major,
): T | undefined {
  if (given === undefined || typeof given === 'string' || typeof given === 'function')
    return given as T | undefined;
  const byMajor = Object.keys(given).every(key => /^\d+$/.test(key));
  return byMajor ? sinceMajor(given as Since<T>, major) : (given as T);
}
