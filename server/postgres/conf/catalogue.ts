import { type Major, majors } from '../majors.ts';
import file from './catalogue/settings.json' with { type: 'json' };

export type SettingType = 'bool' | 'integer' | 'real' | 'string' | 'enum';

/** When a setting may change: GucContext in utils/guc.h, spelled as pg_settings.context. */
export type SettingContext =
  | 'internal'
  | 'postmaster'
  | 'sighup'
  | 'superuser-backend'
  | 'backend'
  | 'superuser'
  | 'user';

/** What one major's server knows of a setting. */
export interface Setting {
  /** As pg_settings spells it. */
  readonly name: string;
  readonly type: SettingType;
  readonly context: SettingContext;
  /** The base unit as pg_settings gives it: B kB 8kB MB us ms s min ... */
  readonly unit?: string;
  /** In base units. */
  readonly min?: number;
  readonly max?: number;
  /** Values of an enumeration in the server's order; it lists these in its hint. */
  readonly values?: readonly string[];
  /** Spellings that an enumeration takes besides, with the value that the server makes of each. */
  readonly hidden?: Readonly<Record<string, string>>;
  /** Values that only some builds or systems take, with what they need: `a server built with LZ4`. */
  readonly optional?: Readonly<Record<string, string>>;
  /** The built-in default in base units. */
  readonly default?: string;
  /** A comma-separated list in one string; the items of a `quoted` one are identifiers. */
  readonly list?: 'plain' | 'quoted';
  /** pg_settings.category */
  readonly category?: string;
  /** ALTER SYSTEM refuses it. */
  readonly alterSystem?: false;
  /** initdb writes it into postgresql.conf. */
  readonly initdb?: true;
  /** The server takes it, yet pg_settings does not list it. */
  readonly unlisted?: true;
}

/** The majors that have a setting, with what they know of it; ascending. */
export type SettingHistory = ReadonlyMap<Major, Setting>;

type Facts = Omit<Setting, 'name'>;
type Changes = { readonly [M in Major]?: { readonly [K in keyof Facts]?: Facts[K] | null } | null };
interface CatalogueFile {
  readonly settings: Readonly<Record<string, Changes>>;
  readonly renamed: Readonly<Record<string, { readonly since: Major; readonly name: string }>>;
}

const { settings, renamed } = file as unknown as CatalogueFile;

const histories = new Map<string, SettingHistory>(
  Object.entries(settings).map(([name, changes]) => [lowerCase(name), replay(name, changes)]),
);

const lists = new Map<Major, readonly Setting[]>(
  majors.map(major => [major, [...histories.values()].flatMap(history => history.get(major) ?? [])]),
);

/** Every setting of a major, in the order of their names. */
export function settingsOf(major: Major): readonly Setting[] {
  return lists.get(major)!;
}

/**
 * The setting that a name in a file of this major means, by its name or an old name that the server still takes
 * (find_option in guc.c); undefined for unknown names and for custom ones (`prefix.name`).
 */
export function settingNamed(name: string, major: Major): Setting | undefined {
  const lower = lowerCase(name);
  const known = histories.get(lower)?.get(major);
  if (known) return known;
  const newer = renamed[lower];
  return newer && newer.since <= major ? histories.get(lowerCase(newer.name))?.get(major) : undefined;
}

/** What every major knows of a setting by its own name; empty for a name that no major has. */
export function settingHistory(name: string): SettingHistory {
  return histories.get(lowerCase(name)) ?? new Map();
}

/** Old names that the servers of a major still take, with the name that each means. */
export function oldNames(major: Major): ReadonlyMap<string, string> {
  const taken = Object.entries(renamed).filter(([, { since }]) => since <= major);
  return new Map(taken.map(([old, { name }]) => [old, name]));
}

/** Only A to Z: guc_name_compare in guc.c knows no other letters. */
export function lowerCase(name: string): string {
  return name.replace(/[A-Z]+/g, letters => letters.toLowerCase());
}

function replay(name: string, changes: Changes): SettingHistory {
  const history = new Map<Major, Setting>();
  let current: Setting | undefined;
  for (const major of majors) {
    const change = changes[major];
    if (change === null) current = undefined;
    else if (change) current = { name, ...withoutNulls({ ...current, ...change }) } as Setting;
    if (current) history.set(major, current);
  }
  return history;
}

function withoutNulls(record: object): object {
  return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== null));
}
