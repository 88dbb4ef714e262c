import type { FilterSuggestion, RecordTypeCount } from '../protocol/segment.ts';
import { filterKeys, recordClasses } from './filter.ts';

const most = 50;

interface Choice {
  readonly value: string;
  readonly detail: string;
}

/** What could stand at `cursor`: keys, or values of a key, by what the segment's `types` are. */
export function suggestFilter(
  text: string,
  cursor: number,
  types: readonly RecordTypeCount[],
): FilterSuggestion[] {
  const before = text.slice(0, cursor);
  const word = /(?:^|\s)[-!]?([^\s"]*)$/.exec(before)?.[1];
  const inQuotes = before.split('"').length % 2 === 0;
  if (word === undefined || inQuotes) return [];
  const valued = /^([a-z]+):(?:[^,]*,)*([^,]*)$/i.exec(word);
  if (!valued) return suggestKeys(word, cursor);
  const [, key, typed] = valued;
  const from = cursor - typed.length;
  return choices(key.toLowerCase(), types)
    .filter(({ value }) => matches(value, typed))
    .slice(0, most)
    .map(({ value, detail }) => ({ label: value, detail, insert: value, from, to: cursor }));
}

function suggestKeys(word: string, cursor: number): FilterSuggestion[] {
  return filterKeys
    .filter(({ key }) => key.startsWith(word.toLowerCase()) && key !== word)
    .map(({ key, example, help }) => ({
      label: key,
      detail: `${help} — ${example}`,
      insert: insertion(key),
      from: cursor - word.length,
      to: cursor,
    }));
}

function insertion(key: string): string {
  if (key === 'fpi') return 'fpi';
  return key === 'len' ? 'len>' : `${key}:`;
}

function choices(key: string, types: readonly RecordTypeCount[]): Choice[] {
  switch (key) {
    case 'rmgr':
      return counted(types, ({ manager }) => manager);
    case 'type':
      return counted(types, ({ type }) => type);
    case 'is':
      return recordClasses.map(value => ({ value, detail: '' }));
    case 'fork':
      return ['main', 'fsm', 'vm', 'init'].map(value => ({ value, detail: '' }));
    default:
      return [];
  }
}

/** Each name with the number of its records, the most frequent first. */
function counted(types: readonly RecordTypeCount[], nameOf: (type: RecordTypeCount) => string): Choice[] {
  const counts = new Map<string, number>();
  for (const type of types) counts.set(nameOf(type), (counts.get(nameOf(type)) ?? 0) + type.count);
  return [...counts]
    .sort(([, a], [, b]) => b - a)
    .map(([value, count]) => ({ value, detail: String(count) }));
}

/** Whether a value has what is typed in it, and more than that. */
function matches(value: string, typed: string): boolean {
  const small = typed.toLowerCase();
  return value.toLowerCase().includes(small) && value.toLowerCase() !== small;
}
