import type { ByteWriter } from './byteWriter.ts';
import { invalidations, type MadeKind, type Making, relation } from './kind.ts';
import type { Random } from './random.ts';

const heap2 = 9;
const heap = 10;
const init = 0x80;

const offsets = (w: ByteWriter, random: Random, count: number) =>
  w.times(count, () => w.u16(random.below(65_536)));

/** An xl_heap_freeze_plan for `count` tuples. */
function plan(w: ByteWriter, random: Random, count: number): void {
  w.u32(random.u32()).u16(random.below(65_536), random.below(65_536)).u8(random.below(4)).u16(count);
}

/** Pruning up to 16: block 0 holds redirected pairs, dead and unused line pointers. */
function fillPrune({ major, random, main, block }: Making): void {
  const [redirected, dead, unused] = [random.below(3), random.below(3), random.below(3)];
  main.u32(random.u32()).u16(redirected, dead);
  if (major >= 16) main.u8(random.below(2));
  if (random.below(4)) offsets(block, random, 2 * redirected + dead + unused);
}

const has = {
  catalog: 1 << 1,
  horizon: 1 << 3,
  plans: 1 << 4,
  redirections: 1 << 5,
  dead: 1 << 6,
  unused: 1 << 7,
};

/** Pruning since 17: flags tell which lists block 0 holds. */
function fillPruneAndFreeze({ major, random, main, block }: Making): void {
  const lists = random.below(16) << 4;
  const flags = lists | random.pick([0, has.horizon]) | random.pick([0, has.catalog]);
  if (major >= 19) main.u16(flags | (random.below(4) << 8));
  else main.u8(random.below(3), flags);
  if (flags & has.horizon) main.unaligned(random.u32(), 4);

  const planned = Array.from({ length: 1 + random.below(3) }, () => random.below(4));
  if (flags & has.plans) {
    block.u16(planned.length);
    for (const count of planned) plan(block, random, count);
  }
  for (const [bit, width] of [
    [has.redirections, 2],
    [has.dead, 1],
    [has.unused, 1],
  ]) {
    if (!(flags & bit)) continue;
    const count = 1 + random.below(3);
    offsets(block.u16(count), random, count * width);
  }
  if (flags & has.plans) for (const count of planned) offsets(block, random, count);
}

function fillFreeze({ major, random, main, block }: Making): void {
  const counts = Array.from({ length: random.below(4) }, () => random.below(4));
  main.u32(random.u32()).u16(counts.length);
  if (major < 16) return;
  main.u8(random.below(2));
  for (const count of counts) plan(block, random, count);
  for (const count of counts) offsets(block, random, count);
}

function fillMultiInsert({ random, main, block }: Making, withOffsets: boolean): void {
  const count = 1 + random.below(5);
  main.u8(random.below(64)).u16(count);
  if (withOffsets) offsets(main, random, count);
  if (random.below(4)) block.u32(1);
}

const heap2Kinds: readonly Omit<MadeKind, 'rmid'>[] = [
  {
    info: 0x00,
    fill: ({ main, random }) =>
      main.u32(random.u32(), random.oid(), random.oid()).u64(random.u64()).u32(1).u64(random.u64()),
  },
  { info: 0x10, until: 16, hasBlock: true, fill: fillPrune },
  { info: 0x20, until: 13, hasBlock: true, fill: fillFreeze },
  { info: 0x30, until: 13, fill: ({ main, random }) => relation(main, random).u32(random.u32()) },
  {
    info: 0x20,
    since: 14,
    until: 16,
    hasBlock: true,
    fill({ main, block, random }) {
      const count = random.below(4);
      main.u16(count);
      if (random.below(4)) offsets(block, random, count);
    },
  },
  { info: 0x30, since: 14, until: 16, hasBlock: true, fill: fillFreeze },
  ...[0x10, 0x20, 0x30].map(info => ({ info, since: 17, hasBlock: true, fill: fillPruneAndFreeze }) as const),
  { info: 0x40, fill: ({ main, random }) => main.u32(random.u32()).u8(random.below(8)) },
  { info: 0x50, hasBlock: true, fill: making => fillMultiInsert(making, true) },
  { info: 0x50 | init, hasBlock: true, fill: making => fillMultiInsert(making, false) },
  {
    info: 0x60,
    fill: ({ main, random }) =>
      main.u32(random.u32()).u16(random.below(300)).u8(random.below(32), random.below(2)),
  },
  {
    info: 0x70,
    fill({ main, random }) {
      main.u32(random.u32(), random.u32(), random.u32(), random.u32());
      relation(main, random).u16(random.below(65_536), random.below(65_536), random.below(300));
    },
  },
];

const fillInsert = ({ main, random }: Making) => main.u16(random.below(300)).u8(random.below(64));

const fillDelete = ({ main, random }: Making) =>
  main.u32(random.u32()).u16(random.below(300)).u8(random.below(32), random.below(32));

const fillUpdate = (making: Making) =>
  fillDelete(making).u32(making.random.u32()).u16(making.random.below(300));

const heapKinds: readonly Omit<MadeKind, 'rmid'>[] = [
  { info: 0x00, fill: fillInsert },
  { info: 0x00 | init, fill: fillInsert },
  { info: 0x10, fill: fillDelete },
  { info: 0x10 | init, fill: fillDelete },
  ...[0x20, 0x40, 0x20 | init, 0x40 | init].map(info => ({ info, fill: fillUpdate })),
  {
    info: 0x30,
    since: 11,
    fill({ main, random }) {
      const count = random.below(4);
      main.u32(random.oid(), count).u8(random.below(4)).align(4);
      main.times(count, w => w.u32(random.oid()));
    },
  },
  { info: 0x50, fill: ({ main, random }) => main.u16(random.below(300)) },
  { info: 0x60, fill: fillDelete },
  {
    info: 0x70,
    fill({ major, main, random }) {
      main.u16(random.below(300));
      if (major >= 18) invalidations(main, random);
    },
  },
];

export const tableKinds: readonly MadeKind[] = [
  ...heap2Kinds.map(kind => ({ ...kind, rmid: heap2 })),
  ...heapKinds.map(kind => ({ ...kind, rmid: heap })),
];
