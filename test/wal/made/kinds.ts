import type { Major } from '../../../server/postgres/majors.ts';
import { tableKinds } from './heapKinds.ts';
import { isKnownTo, makeRecord } from './kind.ts';
import { otherKinds } from './otherKinds.ts';
import { seededRandom } from './random.ts';
import type { Made } from './record.ts';
import { transactionKinds } from './transactionKinds.ts';

/** `rounds` records of every kind of `major` but those of indexes, the same ones at every call. */
export function recordsOfEveryKind(major: Major, rounds: number, seed = 1): Made[] {
  const random = seededRandom(seed);
  const kinds = [...otherKinds, ...transactionKinds, ...tableKinds].filter(kind => isKnownTo(major, kind));
  return Array.from({ length: rounds }, () => kinds.map(kind => makeRecord(kind, major, random))).flat();
}
