import type { Lsn } from '../../postgres/lsn.ts';
import type { Major } from '../../postgres/majors.ts';
import { forkNames } from '../../postgres/wal/record.ts';
import { builtInResourceManagers, isValidResourceManager } from '../../postgres/wal/rmgr/registry.ts';
import type { GivenOption, OptionSpec } from './getopt.ts';
import { refusal } from './wording.ts';

/** pg_waldump's options, of all majors together, and ours. */
export const optionSpecs: readonly OptionSpec[] = [
  { short: 'b', long: 'bkp-details', value: 'none' },
  { short: 'B', long: 'block', value: 'required' },
  { short: 'e', long: 'end', value: 'required' },
  { short: 'f', long: 'follow', value: 'none' },
  { short: 'F', long: 'fork', value: 'required' },
  { short: 'w', long: 'fullpage', value: 'none' },
  { short: '?', long: 'help', value: 'none' },
  { short: 'n', long: 'limit', value: 'required' },
  { short: 'p', long: 'path', value: 'required' },
  { short: 'q', long: 'quiet', value: 'none' },
  { short: 'R', long: 'relation', value: 'required' },
  { short: 'r', long: 'rmgr', value: 'required' },
  { short: 's', long: 'start', value: 'required' },
  { short: 't', long: 'timeline', value: 'required' },
  { short: 'x', long: 'xid', value: 'required' },
  { short: 'V', long: 'version', value: 'none' },
  { short: 'z', long: 'stats', value: 'optional' },
  { long: 'save-fullpage', value: 'required' },
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

const u32 = (value: string) => {
  const match = /^\s*[+-]?(\d+)/.exec(value);
  return match
    ? Number(BigInt.asUintN(32, BigInt(match[1]) * (value.trimStart().startsWith('-') ? -1n : 1n)))
    : undefined;
};

/** `%X/%X` as sscanf takes it: a prefix will do. */
function scanLsn(value: string): Lsn | undefined {
  const match = /^\s*(?:0x)?([0-9a-f]+)\/\s*(?:0x)?([0-9a-f]+)/i.exec(value);
  if (!match) return undefined;
  return (BigInt.asUintN(32, BigInt(`0x${match[1]}`)) << 32n) | BigInt.asUintN(32, BigInt(`0x${match[2]}`));
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
    options.end = scanLsn(value);
    return options.end === undefined ? { message: refusal('end', value, major) } : undefined;
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
    const match = /^\s*([+-]?\d+)/.exec(value);
    options.limit = Number(match?.[1] ?? -1) | 0;
    return match ? undefined : { message: refusal('limit', value, major) };
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
    const match = /^\s*(\d+)\/\s*(\d+)\/\s*(\d+)/.exec(value);
    const [tablespace, database, relation] = (match ?? []).slice(1).map(Number);
    if (!match || !tablespace || !relation)
      return {
        message: `invalid relation specification: "${value}"`,
        detail: 'Expecting "tablespace OID/database OID/relation filenode".',
      };
    options.relation = { tablespace, database, relation };
    return undefined;
  },
  rmgr: chooseManager,
  start(options, value, major) {
    options.start = scanLsn(value);
    return options.start === undefined ? { message: refusal('start', value, major) } : undefined;
  },
  timeline(options, value, major) {
    // 16 and later take hexadecimal and octal too, and the whole word
    const digits =
      major >= 16 ? /^\s*[+]?(0x[0-9a-f]+|\d+)\s*$/i.exec(value)?.[1] : /^\s*[+-]?(\d+)/.exec(value)?.[1];
    if (digits === undefined) return { message: refusal('timeline', value, major) };
    const octal = major >= 16 && /^0[0-7]+$/.test(digits);
    options.timeline = Number(octal ? `0o${digits.slice(1)}` : digits);
    const inRange = options.timeline >= 1 && options.timeline <= 0xffff_ffff;
    return inRange || major < 16 ? undefined : { message: '-t/--timeline must be in range 1..4294967295' };
  },
  xid(options, value, major) {
    options.xid = u32(value);
    return options.xid === undefined ? { message: refusal('xid', value, major) } : undefined;
  },
  stats(options, value, major) {
    if (value !== '' && value !== 'record' && value !== 'rmgr')
      return { message: refusal('stats', value, major) };
    options.stats = value === 'record' ? 'record' : 'rmgr';
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
  const custom = /^custom(\d{1,3})/.exec(value);
  if (custom && major >= 15) {
    const id = Number(custom[1]);
    if (id < 128 || !isValidResourceManager(id, major))
      return { message: `custom resource manager "${value}" does not exist` };
    options.managers = (options.managers ?? new Set()).add(id);
    return undefined;
  }
  const found = builtInResourceManagers().find(manager => manager.name.toLowerCase() === value.toLowerCase());
  if (!found) return { message: `resource manager "${value}" does not exist` };
  // up to 14 the last one given counts
  options.managers = major >= 15 ? (options.managers ?? new Set()).add(found.id) : new Set([found.id]);
  return undefined;
}

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
    const result = setters[spec.long](options, value ?? '', major);
    if (typeof result === 'string') return { options, information: result };
    if (result) return { options, mistake: result };
  }
  if (options.block !== undefined && !options.relation)
    return {
      options,
      mistake: { message: 'option -B/--block requires option -R/--relation to be specified' },
    };
  return { options };
}
