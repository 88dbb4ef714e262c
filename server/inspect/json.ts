/** Marks a bigint on its way through JSON.stringify, which has no way to write one. */
const mark = '\u0000bigint ';
const marked = /"\\u0000bigint (-?\d+)"/g;

/** JSON in which a bigint is a number with all its digits. `indent` is the number of blanks a level. */
export function toJson(value: unknown, indent = 0): string {
  const replacer = (_key: string, item: unknown) => (typeof item === 'bigint' ? `${mark}${item}` : item);
  return JSON.stringify(value, replacer, indent).replace(marked, '$1');
}
