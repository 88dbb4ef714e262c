import fc from 'fast-check';
import { type Major, majors } from '../../server/postgres/majors.ts';
import { compressed, firstPage, type Made, type MadePage } from './madeFiles.ts';
import type { OracleTimeline } from './oracle.ts';

/** What became of a segment that was written once. */
export type Fate =
  | 'archived'
  | 'compressed'
  | 'cutCompressed'
  | 'halfCompressed'
  | 'missing'
  | 'partial'
  | 'empty'
  | 'zeros'
  | 'truncated'
  | 'oversized'
  | 'text'
  | 'misplaced'
  | 'otherTimeline'
  | 'foreign'
  | 'twiceEqual'
  | 'twiceDifferent'
  | 'local'
  | 'waiting';

/** The state that the inventory has to name for each of them, null for nothing at all. */
const stateOf: Readonly<Record<Fate, string | null>> = {
  archived: 'archived',
  compressed: 'archived',
  cutCompressed: 'damaged',
  halfCompressed: 'damaged',
  missing: null,
  partial: 'partial',
  empty: 'damaged',
  zeros: 'damaged',
  truncated: 'damaged',
  oversized: 'damaged',
  text: 'damaged',
  misplaced: 'damaged',
  otherTimeline: 'damaged',
  foreign: 'foreign',
  twiceEqual: 'archived',
  twiceDifferent: 'archived',
  local: 'local',
  waiting: 'waiting',
};

const readableStates = ['archived', 'local', 'waiting'];

/** A made archive below /archive, a second one in /copies, a pg_wal in /server/pg_wal, and what is true of them. */
export interface MadeArchive {
  readonly files: ReadonlyMap<string, Made>;
  readonly segmentSize: number;
  readonly major: Major;
  readonly system: bigint;
  readonly timelines: readonly (OracleTimeline & {
    readonly states: ReadonlyMap<number, string>;
    readonly doubled: ReadonlySet<number>;
  })[];
}

interface Plan {
  readonly major: Major;
  readonly sizePower: number;
  readonly base: number;
  readonly branches: readonly Branch[];
}

interface Branch {
  /** Which of the earlier timelines it leaves, where in that one's life, at a segment's beginning or inside it. */
  readonly parent: number;
  readonly fork: number;
  readonly inside: boolean;
  readonly fates: readonly Fate[];
}

const fate = fc.oneof(
  { weight: 12, arbitrary: fc.constant<Fate>('archived') },
  { weight: 3, arbitrary: fc.constantFrom<Fate>('missing', 'compressed', 'local', 'waiting') },
  { weight: 1, arbitrary: fc.constantFrom(...(Object.keys(stateOf) as Fate[])) },
);

const plan: fc.Arbitrary<Plan> = fc.record({
  major: fc.constantFrom(...majors),
  sizePower: fc.constantFrom(20, 24, 26, 30),
  // also around the numbers where the name's middle part changes
  base: fc.oneof(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 4090, max: 4100 })),
  branches: fc.array(
    fc.record({
      parent: fc.nat(5),
      fork: fc.nat(12),
      inside: fc.boolean(),
      fates: fc.array(fate, { minLength: 0, maxLength: 12 }),
    }),
    { minLength: 1, maxLength: 6 },
  ),
});

export const madeArchive: fc.Arbitrary<MadeArchive> = plan.map(sensible).map(make);

const system = 7_300_000_000_000_000_001n;
const hex = (value: bigint | number) => value.toString(16).toUpperCase().padStart(8, '0');

/**
 * The first segment tells the system; on each timeline strangers stay fewer than its own segments; only small ones are
 * there twice or half, for these are read to their last byte.
 */
function sensible(plan: Plan): Plan {
  const branches = plan.branches.map((branch, at) => {
    const fates: Fate[] = at === 0 ? ['archived'] : [];
    for (const fate of branch.fates) {
      const strange = fate === 'foreign' && count(fates, 'archived') <= count(fates, 'foreign');
      const large = /^(twice|half)/.test(fate) && plan.sizePower > 20;
      fates.push(strange || large ? 'archived' : fate);
    }
    return { ...branch, fates };
  });
  return { ...plan, branches };
}

function count(fates: readonly Fate[], wanted: Fate): number {
  return fates.filter(fate => fate === wanted).length;
}

/** A segment's name by the arithmetic of XLogFileName. */
export function nameOf(timeline: number, number: number, segmentSize: number): string {
  const perId = 0x1_0000_0000 / segmentSize;
  return hex(timeline) + hex(Math.floor(number / perId)) + hex(number % perId);
}

function make(plan: Plan): MadeArchive {
  const { major, sizePower, base, branches } = plan;
  const segmentSize = 2 ** sizePower;
  const files = new Map<string, Made>();
  const timelines: (MadeArchive['timelines'][number] & { begin: number; end: number })[] = [];
  branches.forEach(({ parent, fork, inside, fates }, at) => {
    const timeline = at + 1;
    const from = timelines[parent % Math.max(1, timelines.length)];
    // a recovery may have ended before its own target timeline began: the history then runs backwards
    const begin = from ? Math.max(1, from.begin - 2 + (fork % (from.end - from.begin + 3))) : base;
    const left = BigInt(begin) * BigInt(segmentSize) + (inside ? 4096n : 0n);
    const ancestors = from ? [...from.ancestors, { timeline: from.timeline, left }] : [];
    const states = new Map<number, string>();
    const doubled = new Set<number>();
    fates.forEach((each, offset) => {
      const number = begin + offset;
      const place = { timeline, number, segmentSize, major, system };
      put(files, each, place, pageTimeline(ancestors, timeline, number, segmentSize));
      const state = stateOf[each];
      if (state) states.set(number, state);
      if (each === 'twiceDifferent') doubled.add(number);
    });
    const numbers = (state: string) => [...states].filter(([, each]) => each === state).map(([n]) => n);
    const readable = new Set(readableStates.flatMap(numbers));
    const partials = numbers('partial');
    const partial = partials.length ? Math.max(...partials) : undefined;
    timelines.push({
      timeline,
      ancestors,
      readable,
      partial,
      states,
      doubled,
      begin,
      end: begin + fates.length,
    });
    if (ancestors.length) files.set(`/archive/${hex(timeline)}.history`, historyText(ancestors));
  });
  // what a failing property prints
  const told = { [fc.toStringMethod]: () => JSON.stringify(plan) };
  return { files, segmentSize, major, system, timelines, ...told };
}

function historyText(ancestors: OracleTimeline['ancestors']): string {
  return ancestors
    .map(({ timeline, left }) => {
      const lsn = `${(left >> 32n).toString(16)}/${(left & 0xffff_ffffn).toString(16)}`.toUpperCase();
      return `${timeline}\t${lsn}\tno recovery target specified\n`;
    })
    .join('\n');
}

/** The timeline on which the first byte of a segment was written: tliOfPointInHistory. */
function pageTimeline(
  ancestors: OracleTimeline['ancestors'],
  timeline: number,
  number: number,
  segmentSize: number,
): number {
  const lsn = BigInt(number) * BigInt(segmentSize);
  let found = timeline;
  for (let at = ancestors.length - 1; at >= 0 && lsn < ancestors[at].left; at--) {
    found = ancestors[at].timeline;
    if (lsn >= (ancestors[at - 1]?.left ?? 0n)) break;
  }
  return found;
}

type Place = Omit<MadePage, 'address' | 'timeline'> & { timeline: number; number: number };

function put(files: Map<string, Made>, fate: Fate, place: Place, pageTimelineIs: number): void {
  const { number, segmentSize, timeline } = place;
  const name = nameOf(timeline, number, segmentSize);
  const address = BigInt(number) * BigInt(segmentSize);
  const head = (changed: Partial<MadePage> = {}) =>
    firstPage({ ...place, timeline: pageTimelineIs, address, ...changed });
  const whole = (changed?: Partial<MadePage>) => ({ head: head(changed), size: segmentSize });
  const archived = `/archive/${name}`;
  switch (fate) {
    case 'missing':
      return;
    case 'compressed':
      return void files.set(`${archived}.zst`, compressed(head(), segmentSize));
    case 'cutCompressed':
      return void files.set(`${archived}.zst`, compressed(head(), segmentSize).subarray(0, -1));
    case 'halfCompressed':
      return void files.set(`${archived}.zst`, compressed(head(), segmentSize / 2));
    case 'partial':
      return void files.set(`${archived}.partial`, whole());
    case 'empty':
      return void files.set(archived, '');
    case 'zeros':
      return void files.set(archived, { head: new Uint8Array(8192), size: segmentSize });
    case 'truncated':
      return void files.set(archived, { head: head(), size: segmentSize / 2 });
    case 'oversized':
      return void files.set(archived, { head: head(), size: segmentSize * 2 });
    case 'text':
      return void files.set(archived, 'this is not WAL but a note of forty bytes or more that someone left');
    case 'misplaced':
      return void files.set(archived, whole({ address: address + BigInt(segmentSize) * 3n }));
    case 'otherTimeline':
      return void files.set(archived, whole({ timeline: timeline + 7 }));
    case 'foreign':
      return void files.set(archived, whole({ system: place.system + 1n }));
    case 'twiceEqual':
    case 'twiceDifferent':
      files.set(`/copies/${name}`, whole(fate === 'twiceDifferent' ? { mark: 1 } : {}));
      break;
    case 'local':
    case 'waiting':
      files.set(`/server/pg_wal/${name}`, whole());
      files.set(`/server/pg_wal/archive_status/${name}.${fate === 'local' ? 'done' : 'ready'}`, '');
      return;
  }
  files.set(archived, whole());
}
