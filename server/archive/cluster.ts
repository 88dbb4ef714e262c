import type { TimelineHistory } from '../postgres/files/history.ts';
import type { ArchiveProblem, Repository } from './repository.ts';
import type { HeadFault, SegmentHead } from './segmentHead.ts';
import type { WalObject } from './walObject.ts';

/** A file of a segment that says something else than another file of the same segment. */
export interface Differing {
  readonly object: WalObject;
  readonly other: WalObject;
  /** The first byte that differs; undefined where only the checksums in their names were compared. */
  readonly at?: number;
}

/** What the first pages of segment files say, of those that were read. */
export type Heads = ReadonlyMap<WalObject, SegmentHead | HeadFault>;

/** What was read of files beyond their names. */
export interface Contents {
  /** A segment that is not in it is judged by its name. */
  readonly heads: Heads;
  readonly histories: readonly TimelineHistory[];
  readonly problems: readonly ArchiveProblem[];
  /** Files of one segment that do not say the same, where that was looked at. */
  readonly differing?: readonly Differing[];
}

/** The objects of one cluster, gathered from one or several repositories. */
export interface ClusterObjects {
  readonly systemIdentifier?: bigint;
  readonly repositories: readonly Repository[];
  readonly objects: readonly WalObject[];
}

/** The timeline and number of a segment object, fast enough for a million of them. */
export function segmentOf(
  { name }: WalObject,
  segmentSize: number,
): { readonly timeline: number; readonly number: number } {
  const perId = 0x1_0000_0000 / segmentSize;
  return { timeline: hexAt(name, 0), number: hexAt(name, 8) * perId + hexAt(name, 16) };
}

/** The value of eight hexadecimal digits, capital ones as in a recognised name. */
function hexAt(name: string, from: number): number {
  let value = 0;
  for (let at = from; at < from + 8; at++) {
    const code = name.charCodeAt(at);
    value = value * 16 + (code < 0x3a ? code - 0x30 : code - 0x37);
  }
  return value;
}
