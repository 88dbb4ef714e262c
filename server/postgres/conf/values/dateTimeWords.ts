/** What a word means in a date or time: datetktbl in utils/adt/datetime.c. */
export type DateTimeWord =
  | { readonly kind: 'month'; readonly month: number }
  | { readonly kind: 'reserved'; readonly word: string }
  | { readonly kind: 'unit'; readonly unit: DateTimeUnit }
  | { readonly kind: 'half'; readonly pm: boolean }
  | { readonly kind: 'era'; readonly bc: boolean }
  | { readonly kind: 'weekday' | 'ignored' | 'isoTime' | 'daylight' };

export type DateTimeUnit =
  | 'year'
  | 'month'
  | 'day'
  | 'hour'
  | 'minute'
  | 'second'
  | 'julian'
  | 'time'
  | 'other';

const months = 'january february march april may june july august september october november december';
const weekdays =
  'sun sunday mon monday tue tues tuesday wed weds wednesday thu thur thurs thursday fri friday sat saturday';

const units: Readonly<Record<string, DateTimeUnit>> = {
  y: 'year',
  m: 'month',
  d: 'day',
  h: 'hour',
  mm: 'minute',
  s: 'second',
  j: 'julian',
  jd: 'julian',
  julian: 'julian',
  dow: 'other',
  doy: 'other',
  isodow: 'other',
  isoyear: 'other',
};

const words = new Map<string, DateTimeWord>([
  ...months.split(' ').flatMap((name, i): [string, DateTimeWord][] => [
    [name, { kind: 'month', month: i + 1 }],
    [name.slice(0, 3), { kind: 'month', month: i + 1 }],
  ]),
  ['sept', { kind: 'month', month: 9 }],
  ...weekdays.split(' ').map((name): [string, DateTimeWord] => [name, { kind: 'weekday' }]),
  ...Object.entries(units).map(([name, unit]): [string, DateTimeWord] => [name, { kind: 'unit', unit }]),
  ...['-infinity', 'infinity', 'epoch', 'now', 'today', 'tomorrow', 'yesterday', 'allballs'].map(
    (word): [string, DateTimeWord] => [word, { kind: 'reserved', word }],
  ),
  ['am', { kind: 'half', pm: false }],
  ['pm', { kind: 'half', pm: true }],
  ['ad', { kind: 'era', bc: false }],
  ['bc', { kind: 'era', bc: true }],
  ['at', { kind: 'ignored' }],
  ['on', { kind: 'ignored' }],
  ['t', { kind: 'isoTime' }],
  ['dst', { kind: 'daylight' }],
]);

export function dateTimeWord(word: string): DateTimeWord | undefined {
  return words.get(word);
}
