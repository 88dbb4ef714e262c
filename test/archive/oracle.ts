/**
 * What recovery finds in a made archive, by the rules of XLogFileReadAnyTLI and written without any of WALScope's code:
 * one segment after the other, each looked for on the newest timeline of the history that has begun by then.
 */
export interface OracleTimeline {
  readonly timeline: number;
  /** Ancestors with the LSN at which each was left, oldest first, as its history file has them. */
  readonly ancestors: readonly { readonly timeline: number; readonly left: bigint }[];
  /** Numbers of the segments of its own that the server can read, and of its newest .partial file. */
  readonly readable: ReadonlySet<number>;
  readonly partial?: number;
}

/** Missing segments as `timeline/number`, each with the timelines that recovery cannot get to the end of. */
export function missingSegments(
  timelines: readonly OracleTimeline[],
  segmentSize: number,
): Map<string, Set<number>> {
  const missing = new Map<string, Set<number>>();
  const size = BigInt(segmentSize);
  const readable = (timeline: number, number: number) =>
    timelines.find(each => each.timeline === timeline)?.readable.has(number) ?? false;
  for (const target of timelines) {
    const owner = (number: number) => {
      const begins = target.ancestors.map(({ left }, i) => ({
        timeline: target.ancestors[i + 1]?.timeline ?? target.timeline,
        begin: left,
      }));
      const newest = begins.reverse().find(({ begin }) => begin / size <= BigInt(number));
      return newest?.timeline ?? target.ancestors[0]?.timeline ?? target.timeline;
    };
    const forkNumber = Number((target.ancestors.at(-1)?.left ?? 0n) / size);
    // WAL up to here was written on the way to this timeline
    const end = Math.max(...target.readable, (target.partial ?? 0) - 1, forkNumber - 1);
    const all = timelines.flatMap(each => [...each.readable]);
    let number = Math.min(...all);
    while (number <= end && !readable(owner(number), number)) number++;
    for (; number <= end; number++) {
      if (readable(owner(number), number)) continue;
      const key = `${owner(number)}/${number}`;
      missing.set(key, (missing.get(key) ?? new Set()).add(target.timeline));
    }
  }
  return missing;
}
