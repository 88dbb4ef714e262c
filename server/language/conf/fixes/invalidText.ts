import type { Setting } from '../../../postgres/conf/catalogue.ts';
import { timeZoneNames } from '../../../postgres/conf/timeZones.ts';
import type { Major } from '../../../postgres/majors.ts';
import { listItems } from '../knownValues.ts';
import { nearest } from './nearest.ts';

/** Texts near a refused one; whether the server takes them is for the caller to find out. */
export function nearbyTexts(setting: Setting, value: string, major: Major): string[] {
  const special = repairs[setting.name]?.(value) ?? [];
  return [value.trim(), ...listTexts(setting, value, major), ...special, value.trim().toLowerCase()];
}

const repairs: Readonly<Record<string, (value: string) => string[]>> = {
  primary_slot_name: value => [value.toLowerCase().replace(/[^a-z0-9_]/g, '_')],
  recovery_target_time: value => [
    value.replace(/\s*Z$/i, '+00'),
    value.replace(/\s*Z$/i, '+00').replace('T', ' '),
  ],
  synchronous_standby_names: value => [withQuotedNames(value), withQuotedNames(withoutEmptyItems(value))],
  TimeZone: nearZones,
  log_timezone: nearZones,
};

function nearZones(value: string): string[] {
  return nearest(value.trim().replace(/\s+/g, '_'), timeZoneNames);
}

/** The items with one comma between them; each word that is none of those there are as the one it may be a slip of. */
function listTexts(setting: Setting, value: string, major: Major): string[] {
  if (!setting.list) return [];
  const clean = withoutEmptyItems(value);
  const known = listItems(setting.name, major);
  const items = clean.split(/[\s,;]+/);
  const meant = items.map(item => (known.includes(item) ? item : (nearest(item, known, 1)[0] ?? item)));
  return [clean, items.join(', '), meant.join(', ')];
}

function withoutEmptyItems(value: string): string {
  return value
    .split(',')
    .map(item => item.trim())
    .filter(Boolean)
    .join(', ');
}

/** Names with other characters than letters, digits, `_` and `$` need double quotes. */
function withQuotedNames(value: string): string {
  return value.replace(/"[^"]*"|[^\s,()"]+/g, word =>
    word.startsWith('"') || /^(?:\*|\d+|[A-Za-z_][\w$]*)$/.test(word) ? word : `"${word}"`,
  );
}
