import { readUnsigned } from '../../postgres/conf/values/numberText.ts';
import { scanf } from '../../postgres/files/scanf.ts';
import type { Lsn } from '../../postgres/lsn.ts';
import { type Major, sinceMajor } from '../../postgres/majors.ts';
import { forkNames } from '../../postgres/wal/record.ts';
import { builtInResourceManagers, isValidResourceManager } from '../../postgres/wal/rmgr/names.ts';
import type { GivenOption, OptionSpec } from './getopt.ts';
import { refusal } from './wording.ts';

/** pg_waldump's options, of all majors together, and ours. */
export const optionSpecs: readonly OptionSpec[] = [
  { short: 'b', long: 'bkp-details', value: 'none' },
  { short: 'B', long: 'block', value: 'required', since: 15 },
  { short: 'e', long: 'end', value: 'required' },
  { short: 'f', long: 'follow', value: 'none' },
  { short: 'F', long: 'fork', value: 'required', since: 15 },
  { short: 'w', long: 'fullpage', value: 'none', since: 15 },
  { short: '?', long: 'help', value: 'none' },
  { short: 'n', long: 'limit', value: 'required' },
  { short: 'p', long: 'path', value: 'required' },
  { short: 'q', long: 'quiet', value: 'none', since: 13 },
  { short: 'R', long: 'relation', value: 'required', since: 15 },
  { short: 'r', long: 'rmgr', value: 'required' },
  { short: 's', long: 'start', value: 'required' },
  { short: 't', long: 'timeline', value: 'required' },
  { short: 'x', long: 'xid', value: 'required' },
  { short: 'V', long: 'version', value: 'none' },
  { short: 'z', long: 'stats', value: 'optional' },
  { long: 'save-fullpage', value: 'required', since: 16 },
  { long: 'history', value: 'none', whole: true },
  { long: 'each', value: 'none', whole: true },
];

/** What `walscope stats` takes besides. */
export const statsOptionSpecs: readonly OptionSpec[] = [
  ...optionSpecs,
  { long: 'record', value: 'none', whole: true },
  { long: 'format', value: 'required', whole: true },
];

/** What to dump and how. */
export interface DumpOptions {
  blockDetails: boolean;
  quiet: boolean;
  follow: boolean;
  /** Records to show, -1 for all. */
  limit: number;
  path?: string;
  start?: Lsn;
  end?: Lsn;
  timeline?: number;
  /** Ids of the resource managers to show; undefined for all. */
  managers?: Set<number>;
  xid?: number;
  relation?: { readonly tablespace: number; readonly database: number; readonly relation: number };
  block?: number;
  fork?: number;
  fullPage: boolean;
  stats?: 'rmgr' | 'record';
  saveFullPage?: string;
  /** Read the timelines that lead to the wanted one, each up to its switch point. */
  history: boolean;
  /** Every operand is dumped on its own. */
  each: boolean;
  /** Statistics as a table, or as JSON. */
  format: 'text' | 'json';
}

/** A mistake in an option's value, in pg_waldump's words. */
export interface OptionMistake {
  readonly message: string;
  readonly detail?: string;
}

/** A whole answer instead of a dump. */
export type Information = 'help' | 'version' | 'managers';

type Setter = (options: DumpOptions, value: string, major: Major) => OptionMistake | Information | undefined;

const u32 = (value: string) => scanf(value, '%u').values[0] as number | undefined;

const lsnFormats = { 10: '%X/%X', 19: '%X/%08X' } as const;

/** A prefix will do, and 0/0 is none. */
function scanLsn(value: string, major: Major): { readonly lsn?: Lsn } | undefined {
  const { values } = scanf(value, sinceMajor<string>(lsnFormats, major)!);
  if (values.length < 2) return undefined;
  const [high, low] = values as number[];
  return { lsn: (BigInt(high) << 32n) | BigInt(low) || undefined };
}

const setters: Readonly<Record<string, Setter>> = {
  'bkp-details': options => {
    options.blockDetails = true;
    return undefined;
  },
  block(options, value) {
    options.block = u32(value);
    const valid = options.block !== undefined && options.block !== 0xffff_ffff;
    return valid ? undefined : { message: `invalid block number: "${value}"` };
  },
  end(options, value, major) {
    const read = scanLsn(value, major);
    options.end = read?.lsn;
    return read ? undefined : { message: refusal('end', value, major) };
  },
  follow: options => {
    options.follow = true;
    return undefined;
  },
  fork(options, value) {
    options.fork = forkNames.indexOf(value as (typeof forkNames)[number]);
    return options.fork < 0 ? { message: `invalid fork name: "${value}"` } : undefined;
  },
  fullpage: options => {
    options.fullPage = true;
    return undefined;
  },
  help: () => 'help',
  version: () => 'version',
  limit(options, value, major) {
    const [limit] = scanf(value, '%d').values;
    options.limit = Number(limit ?? -1);
    return limit === undefined ? { message: refusal('limit', value, major) } : undefined;
  },
  path: (options, value) => {
    options.path = value;
    return undefined;
  },
  quiet: options => {
    options.quiet = true;
    return undefined;
  },
  relation(options, value) {
    const [tablespace, database, relation] = scanf(value, '%u/%u/%u').values as number[];
    if (!tablespace || !relation)
      return {
        message: `invalid relation specification: "${value}"`,
        detail: 'Expecting "tablespace OID/database OID/relation filenode".',
      };
    options.relation = { tablespace, database, relation };
    return undefined;
  },
  rmgr: chooseManager,
  start(options, value, major) {
    const read = scanLsn(value, major);
    options.start = read?.lsn;
    return read ? undefined : { message: refusal('start', value, major) };
  },
  timeline(options, value, major) {
    if (major < 16) {
      options.timeline = u32(value);
      return options.timeline === undefined ? { message: refusal('timeline', value, major) } : undefined;
    }
    // hexadecimal and octal too, and the whole word
    const { value: timeline, end, outOfRange } = readUnsigned(value, major);
    if (value.slice(end).trimStart() !== '') return { message: refusal('timeline', value, major) };
    options.timeline = Number(timeline);
    const inRange = !outOfRange && timeline >= 1n && timeline <= 0xffff_ffffn;
    return inRange ? undefined : { message: '-t/--timeline must be in range 1..4294967295' };
  },
  xid(options, value, major) {
    options.xid = u32(value);
    return options.xid === undefined ? { message: refusal('xid', value, major) } : undefined;
  },
  stats(options, value, major) {
    if (value !== 'record' && value !== 'rmgr') return { message: refusal('stats', value, major) };
    options.stats = value;
    return undefined;
  },
  'save-fullpage': (options, value) => {
    options.saveFullPage = value;
    return undefined;
  },
  history: options => {
    options.history = true;
    return undefined;
  },
  each: options => {
    options.each = true;
    return undefined;
  },
  record: options => {
    options.stats = 'record';
    return undefined;
  },
  format(options, value) {
    if (value !== 'text' && value !== 'json')
      return { message: `invalid value "${value}" for option --format: it is text or json` };
    options.format = value;
    return undefined;
  },
};

function chooseManager(
  options: DumpOptions,
  value: string,
  major: Major,
): OptionMistake | Information | undefined {
  if (value.toLowerCase() === 'list') return 'managers';
  const [custom] = major >= 15 ? (scanf(value, 'custom%03d').values as number[]) : [];
  if (custom !== undefined) {
    if (custom < 128 || !isValidResourceManager(custom, major))
      return { message: `custom resource manager "${value}" does not exist` };
    options.managers = (options.managers ?? new Set()).add(custom);
    return undefined;
  }
  const found = builtInResourceManagers().find(manager => manager.name.toLowerCase() === value.toLowerCase());
  // up to 14 the last one that there is counts
  if (!found && major < 15 && options.managers) return undefined;
  if (!found) return { message: `resource manager "${value}" does not exist` };
  options.managers = major >= 15 ? (options.managers ?? new Set()).add(found.id) : new Set([found.id]);
  return undefined;
}

/** What --stats alone means; no other option that wants a value comes without one. */
const statsWithoutValue = 'rmgr';

/** Sets what the options say; the first mistake or request for information ends it. */
export function readOptions(
  given: readonly GivenOption[],
  major: Major,
): { options: DumpOptions; mistake?: OptionMistake; information?: Information } {
  const options: DumpOptions = {
    blockDetails: false,
    quiet: false,
    follow: false,
    limit: -1,
    fullPage: false,
    history: false,
    each: false,
    format: 'text',
  };
  for (const { spec, value } of given) {
    const result = setters[spec.long](options, value ?? statsWithoutValue, major);
    if (typeof result === 'string') return { options, information: result };
    if (result) return { options, mistake: result };
  }
  return { options };
}

/** A mistake that only all options together make. */
export function contradiction({ block, relation }: DumpOptions): OptionMistake | undefined {
  return block !== undefined && !relation
    ? { message: 'option -B/--block requires option -R/--relation to be specified' }
    : undefined;
}
