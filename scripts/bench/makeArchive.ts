import { closeSync, mkdirSync, openSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { formatLsn } from '../../server/postgres/lsn.ts';
import { defaultSegmentSize, formatSegmentName } from '../../server/postgres/segmentName.ts';

/** What an archive holds: names of segments, some of them `.partial`, and the timelines' histories. */
export interface MadeArchive {
  readonly segments: readonly string[];
  readonly histories: ReadonlyMap<string, string>;
}

/** One segment in so many is missing: holes as an archive that lost files has them. */
const holeEvery = 4000;

/** An archive of `segments` segments on a tree of `timelines` timelines, the same one each time. */
export function archiveOf(segments: number, timelines: number): MadeArchive {
  const random = randomFrom(20_261_123);
  const each = Math.ceil(segments / timelines);
  const names: string[] = [];
  const histories = new Map<string, string>();
  const begins = [0, 1];
  const lines = ['', ''];
  for (let timeline = 1; timeline <= timelines; timeline++) {
    if (timeline > 1) {
      const parent = Math.max(1, timeline - 1 - Math.floor(random() ** 3 * timeline));
      const number = begins[parent] + Math.floor((0.3 + 0.6 * random()) * each);
      const lsn = BigInt(number) * BigInt(defaultSegmentSize) + BigInt(Math.floor(random() * 4096) * 8);
      begins.push(number);
      lines.push(`${lines[parent]}${parent}\t${formatLsn(lsn)}\tno recovery target specified\n\n`);
      histories.set(`${timeline.toString(16).toUpperCase().padStart(8, '0')}.history`, lines[timeline]);
    }
    const name = (number: number) =>
      formatSegmentName({ timeline, number: BigInt(number) }, defaultSegmentSize);
    let at = 0;
    for (; at < each && names.length < segments; at++)
      if (random() * holeEvery >= 1 || at < 2) names.push(name(begins[timeline] + at));
    names.push(`${name(begins[timeline] + at)}.partial`);
  }
  return { segments: names, histories };
}

/** Writes an archive of empty segment files. */
export function writeArchive(folder: string, { segments, histories }: MadeArchive): void {
  mkdirSync(folder, { recursive: true });
  for (const name of segments) closeSync(openSync(join(folder, name), 'w'));
  for (const [name, text] of histories) writeFileSync(join(folder, name), text);
}

/** Numbers from 0 to 1 that are the same each time. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 0x1_0000_0000;
  };
}
