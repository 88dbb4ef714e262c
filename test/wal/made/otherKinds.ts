import { invalidations, type MadeKind, type Making, relation } from './kind.ts';

const walLevel = ({ random }: Making) => random.pick([0, 1, 2, 77]);
const flag = ({ random }: Making) => random.below(2);

function fillCheckpoint(making: Making): void {
  const { major, random, main } = making;
  main.u64(random.u64()).u32(random.u32(), random.u32()).u8(flag(making));
  if (major >= 17) main.u32(walLevel(making));
  if (major >= 19) main.u8(flag(making));
  if (major >= 12) main.u64(random.u64());
  else main.u32(random.u32(), random.u32());
  main.u32(random.u32(), random.u32());
  if (major >= 19) main.u64(random.u64());
  else main.u32(random.u32());
  main.u32(random.u32(), random.oid(), random.u32(), random.oid());
  main.u64(1_700_000_000n).u32(random.u32(), random.u32(), random.u32()).align(8);
}

const xlog: Readonly<Record<number, MadeKind['fill']>> = {
  0: fillCheckpoint,
  16: fillCheckpoint,
  32: ({ main }) => main.u32(0),
  48: ({ main, random }) => main.u32(random.oid()),
  80: ({ main, random }) => main.u64(random.u64()),
  96(making) {
    const { major, main, random } = making;
    main.u32(random.u32(), random.u32());
    if (major >= 12) main.u32(random.u32());
    main.u32(random.u32(), random.u32(), walLevel(making)).u8(flag(making), flag(making)).align(4);
  },
  112({ main, random }) {
    main.u64(random.time()).text(random.pick(['', 'rp', 'näme', 'a "q" \n b']));
    main.times(72 - main.length, w => w.u8(0));
  },
  128: making => making.main.u8(flag(making)),
  144(making) {
    const { major, main, random } = making;
    main.u64(random.time()).u32(random.u32(), random.u32());
    if (major >= 17) main.u32(walLevel(making)).align(8);
  },
  160: () => {},
  176: () => {},
  192: () => {},
  208: ({ main, random }) => main.u64(random.u64(), random.time()),
  224: making => making.main.u32(walLevel(making)),
  240: making => making.main.u8(flag(making)),
};

/** A page number, 64 bits wide from 17 on. */
function page({ major, main, random }: Making): Making['main'] {
  return major >= 17 ? main.u64(random.u64()) : main.u32(random.u32());
}

const oids =
  (count: number) =>
  ({ main, random }: Making) =>
    main.times(count, w => w.u32(random.oid()));

const storage: Readonly<Record<number, MadeKind['fill']>> = {
  16: ({ main, random }) => relation(main, random).u32(random.below(4)),
  32: ({ main, random }) => relation(main.u32(random.u32()), random).u32(random.below(9)),
};

const clog: Readonly<Record<number, MadeKind['fill']>> = {
  0: page,
  16: making => page(making).u32(making.random.u32(), making.random.oid()).align(8),
};

function fillDrop({ major, main, random }: Making): void {
  if (major < 13) {
    main.u32(random.oid(), random.oid());
    return;
  }
  const count = random.below(4);
  main.u32(random.oid(), count).times(count, w => w.u32(random.oid()));
}

const databaseKinds: readonly MadeKind[] = [
  { rmid: 4, info: 0x00, fill: oids(4) },
  { rmid: 4, info: 0x10, until: 14, fill: fillDrop },
  { rmid: 4, info: 0x10, since: 15, fill: oids(2) },
  { rmid: 4, info: 0x20, since: 15, fill: fillDrop },
];

const tablespace: Readonly<Record<number, MadeKind['fill']>> = {
  0: ({ main, random }) => main.u32(random.oid()).text(random.pick(['', '/a/b', '/ä "x"'])),
  16: oids(1),
};

const multixact: Readonly<Record<number, MadeKind['fill']>> = {
  0: page,
  16: page,
  32({ major, main, random }) {
    const count = random.below(5);
    main.u32(random.u32());
    if (major >= 19) main.u64(random.u64());
    else main.u32(random.u32());
    main.u32(count).times(count, w => w.u32(random.u32(), random.below(8)));
  },
  48({ major, main, random }) {
    main.u32(random.oid(), random.u32());
    if (major >= 19) main.u64(random.u64());
    else main.u32(random.u32(), random.u32(), random.u32());
  },
};

const relmap: Readonly<Record<number, MadeKind['fill']>> = {
  0: ({ main, random }) => main.u32(random.oid(), random.oid(), 512).times(512, w => w.u8(0)),
};

const standby: Readonly<Record<number, MadeKind['fill']>> = {
  0({ main, random }) {
    const count = random.below(4);
    main.u32(count).times(count, w => w.u32(random.u32(), random.oid(), random.oid()));
  },
  16(making) {
    const { main, random } = making;
    const [xids, subxids] = [random.below(6), random.below(6)];
    main.u32(xids, subxids).u8(flag(making)).u32(random.u32(), random.u32(), random.u32());
    main.times(xids + subxids, w => w.u32(random.u32()));
  },
  32: ({ main, random }) => invalidations(main, random),
};

const sequence: Readonly<Record<number, MadeKind['fill']>> = {
  0: ({ main, random }) => relation(main, random).u64(1n, 2n, 3n),
};

const commitTs: Readonly<Record<number, MadeKind['fill']>> = {
  0: page,
  16: making => page(making).u32(making.random.u32()),
  32: ({ main, random }) =>
    main
      .u64(random.time())
      .u16(random.below(65_536))
      .times(1 + random.below(4), w => w.u32(random.u32())),
};

const replicationOrigin: Readonly<Record<number, MadeKind['fill']>> = {
  0: ({ main, random }) => main.u64(random.u64()).u16(random.below(65_536)).u8(random.below(2)),
  16: ({ main, random }) => main.u16(random.below(65_536)),
};

const generic: Readonly<Record<number, MadeKind['fill']>> = {
  0: ({ main, random }) =>
    main.times(random.below(4), w => {
      const count = random.below(9);
      w.unaligned(random.below(8192), 2).unaligned(count, 2);
      w.times(count, () => w.u8(random.below(256)));
    }),
};

const logicalMessage: Readonly<Record<number, MadeKind['fill']>> = {
  0({ main, random }) {
    const prefix = random.pick(['', 'prefix', 'pä']);
    const size = random.below(30);
    main.u32(random.oid()).u8(random.below(2));
    main.u64(BigInt(new TextEncoder().encode(prefix).length + 1), BigInt(size)).text(prefix);
    main.times(size, w => w.u8(random.below(256)));
  },
};

/** Kinds that no major knows, of managers that are there. */
const unknown = [
  [2, 0x30],
  [3, 0x20],
  [5, 0x20],
  [8, 0x30],
  [15, 0x10],
  [18, 0x30],
  [19, 0x20],
  [21, 0x10],
].map(([rmid, info]): MadeKind => ({ rmid, info, fill: ({ main }) => main.u64(1n) }));

const byManager: Readonly<Record<number, Readonly<Record<number, MadeKind['fill']>>>> = {
  0: xlog,
  2: storage,
  3: clog,
  5: tablespace,
  6: multixact,
  7: relmap,
  8: standby,
  15: sequence,
  18: commitTs,
  19: replicationOrigin,
  20: generic,
  21: logicalMessage,
};

export const otherKinds: readonly MadeKind[] = [
  ...Object.entries(byManager).flatMap(([rmid, kinds]) =>
    Object.entries(kinds).map(([info, fill]) => ({ rmid: Number(rmid), info: Number(info), fill })),
  ),
  ...databaseKinds,
  ...unknown,
];
