/** A major version of PostgreSQL that WALScope knows. */
export type Major = 10 | 11 | 12 | 13 | 14 | 15 | 16 | 17 | 18 | 19;

export const majors: readonly Major[] = [10, 11, 12, 13, 14, 15, 16, 17, 18, 19];

/** The value that holds for `major`: that of the newest major in `since` that is not newer. */
export function sinceMajor<T>(since: { readonly [M in Major]?: T }, major: Major): T | undefined {
  for (let m: number = major; m >= 10; m--) {
    const value = since[m as Major];
    if (value !== undefined) return value;
  }
  return undefined;
}
