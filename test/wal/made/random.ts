/** Numbers that look like those in records, the same ones for the same seed. */
export interface Random {
  below(limit: number): number;
  pick<T>(from: readonly T[]): T;
  /** True once in two times. */
  coin(): boolean;
  u32(): number;
  u64(): bigint;
  oid(): number;
  /** Microseconds since 2000, most of them in these years, some before 1970. */
  time(): bigint;
}

export function seededRandom(seed: number): Random {
  let state = seed;
  const below = (limit: number) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
  const pick = <T>(from: readonly T[]) => from[below(from.length)];
  const u32 = () => pick([0, below(1000), below(65536), below(2 ** 32), 0xffff_ffff]);
  const u64 = () => (BigInt(below(2 ** 20)) << 32n) | BigInt(u32());
  return {
    below,
    pick,
    coin: () => below(2) === 1,
    u32,
    u64,
    oid: () => pick([1663, 1664, 16384, below(100_000), below(2 ** 32)]),
    time: () =>
      pick([0n, -BigInt(below(2 ** 32)) * 1_234_567n, 840_000_000_000_000n + BigInt(below(2 ** 32)) * 1000n]),
  };
}
