import type { ByteWriter } from './byteWriter.ts';
import { invalidation, type MadeKind, type Making, relation } from './kind.ts';

const rmid = 1;
const hasInfo = 0x80;

/** Lists of a commit or abort record by their bit in xinfo, in the order of the record. */
function fillCompletion({ major, random, main }: Making, abort: boolean): void {
  main.u64(random.time());
  const maybe = (bit: number, known = true) => (known && random.coin() ? bit : 0);
  const twophase = maybe(16);
  const xinfo =
    maybe(1, !abort || major >= 11) |
    maybe(2) |
    maybe(4) |
    maybe(8, !abort) |
    twophase |
    maybe(32, !abort || major >= 11) |
    maybe(64) |
    maybe(128, twophase !== 0 && major >= 11) |
    maybe(256, major >= 15) |
    maybe(1 << 29) |
    maybe(1 << 30) |
    maybe(1 << 31);
  main.u32(xinfo >>> 0);
  if (xinfo & 1) main.u32(random.oid(), random.oid());
  if (xinfo & 2) counted(main, random.below(5), () => main.u32(random.u32()));
  if (xinfo & 4) counted(main, random.below(4), () => relation(main, random));
  if (xinfo & 256) counted(main, random.below(4), () => droppedStats(main, { major, random }));
  if (xinfo & 8) counted(main, random.below(6), () => invalidation(main, random));
  if (xinfo & 16) main.u32(random.pick([0, 77, 4_000_000_000]));
  if (xinfo & 128) main.text(random.pick(['', 'g', 'gid-ä 1', 'x'.repeat(199)]));
  if (xinfo & 32) main.unaligned(random.u64(), 8).unaligned(random.time(), 8);
}

function counted(w: ByteWriter, count: number, element: () => void): void {
  w.u32(count).times(count, element);
}

function droppedStats(w: ByteWriter, { major, random }: Pick<Making, 'major' | 'random'>): void {
  w.u32(random.pick([1, 2, 3, 24, 0xffff_ffff]), random.oid(), random.u32());
  if (major >= 18) w.u32(random.pick([0, random.u32()]));
}

function fillPrepare({ major, random, main }: Making): void {
  const [subxacts, commitRels, abortRels, commitStats, abortStats, messages] = Array.from({ length: 6 }, () =>
    random.below(4),
  );
  const gid = random.pick(['g', 'some gid', 'y'.repeat(150)]);
  const hasStats = major >= 15;
  main.u32(0x57f9_4534, 1, random.u32(), random.oid()).u64(random.time());
  main.u32(random.oid(), subxacts, commitRels, abortRels);
  if (hasStats) main.u32(commitStats, abortStats);
  main
    .u32(messages)
    .u8(random.below(2))
    .u16(gid.length + 1);
  if (major >= 11) main.u64(random.u64(), random.time());
  main.align(8).text(gid);
  main.align(8).times(subxacts, w => w.u32(random.u32()));
  main.align(8).times(commitRels, w => relation(w, random));
  main.align(8).times(abortRels, w => relation(w, random));
  if (hasStats) {
    main.align(8).times(commitStats, w => droppedStats(w, { major, random }));
    main.align(8).times(abortStats, w => droppedStats(w, { major, random }));
  }
  main.align(8).times(messages, w => invalidation(w, random));
  main.align(8);
}

const completions = [
  { info: 0x00, abort: false },
  { info: 0x20, abort: true },
  { info: 0x30, abort: false },
  { info: 0x40, abort: true },
].flatMap(({ info, abort }): MadeKind[] => [
  { rmid, info, fill: ({ main, random }) => main.u64(random.time()) },
  ...[1, 2, 3].map(
    (): MadeKind => ({ rmid, info: info | hasInfo, fill: making => fillCompletion(making, abort) }),
  ),
]);

export const transactionKinds: readonly MadeKind[] = [
  ...completions,
  { rmid, info: 0x10, fill: fillPrepare },
  {
    rmid,
    info: 0x50,
    fill({ main, random }) {
      main.u32(random.u32());
      counted(main, random.below(8), () => main.u32(random.u32()));
    },
  },
  {
    rmid,
    info: 0x60,
    fill: ({ main, random }) => counted(main, random.below(5), () => invalidation(main, random)),
  },
  { rmid, info: 0x70, fill: ({ main }) => main.u64(1n) },
];
