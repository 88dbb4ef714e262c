import type { TimelineHistory } from '../postgres/files/history.ts';
import { parseSegmentName } from '../postgres/segmentName.ts';
import type { ArchiveProblem, Repository } from './repository.ts';
import type { HeadFault, SegmentHead } from './segmentHead.ts';
import type { WalObject } from './walObject.ts';

/** What was read of files beyond their names. */
export interface Contents {
  /** By path; a segment that is not in it is judged by its name. */
  readonly heads: ReadonlyMap<string, SegmentHead | HeadFault>;
  readonly histories: readonly TimelineHistory[];
  readonly problems: readonly ArchiveProblem[];
}

/** The objects of one cluster, gathered from one or several repositories. */
export interface ClusterObjects {
  readonly systemIdentifier?: bigint;
  readonly repositories: readonly Repository[];
  readonly objects: readonly WalObject[];
}

/** The timeline and number of a segment object. */
export function segmentOf(
  object: WalObject,
  segmentSize: number,
): { timeline: number; number: number } | undefined {
  const parsed = parseSegmentName(object.name, segmentSize);
  return parsed && { timeline: parsed.timeline, number: Number(parsed.number) };
}
