import { lowerCase } from '../../catalogue.ts';
import type { DateOrder } from '../dateTimeParts.ts';
import { splitIdentifiers, splitPlainList } from '../lists.ts';
import type { Refusal } from '../refusal.ts';
import { type Hook, type Hooks, onText } from './hook.ts';

const badList = { detail: 'List syntax is invalid.' };

/** A list of which every item is one of these words. */
function wordsOf(...known: string[]): Hook {
  return onText(text => {
    const words = splitIdentifiers(text);
    if (!words) return badList;
    const stranger = words.find(word => !known.includes(lowerCase(word)));
    if (stranger === undefined) return undefined;
    const dependsOn =
      lowerCase(stranger) === 'eventlog' ? 'the operating system: only Windows has it' : undefined;
    return { detail: `Unrecognized key word: "${stranger}".`, dependsOn };
  });
}

/** Only the form of the list is checked. */
const anyNames = onText(text => (splitIdentifiers(text) ? undefined : badList));

// Those whose pages can be masked for the comparison, the same in all majors: rmgrlist.h.
const maskedManagers = [
  'heap2',
  'heap',
  'btree',
  'hash',
  'gin',
  'gist',
  'sequence',
  'spgist',
  'brin',
  'generic',
];

function directIo(listDetail: string, option: (word: string) => string): Hook {
  return onText(text => {
    const words = splitPlainList(text);
    if (!words) return { detail: listDetail };
    const stranger = words.find(word => !['data', 'wal', 'wal_init'].includes(lowerCase(word)));
    return stranger === undefined ? undefined : { detail: option(stranger) };
  });
}

const connectionBooleans = ['off', 'false', 'no', '0', 'on', 'true', 'yes', '1'];
const connectionOptions = ['receipt', 'authentication', 'authorization', 'setup_durations', 'all'];

function logConnections(text: string): Partial<Refusal> | undefined {
  const words = splitIdentifiers(text);
  if (!words) return { detail: 'Invalid list syntax in parameter "log_connections".' };
  if (!words.length) return undefined;
  if (connectionBooleans.includes(lowerCase(words[0])))
    return words.length === 1
      ? undefined
      : {
          detail: `Cannot specify log_connections option "${words[0]}" in a list with other options.`,
        };
  const stranger = words.find(word => !connectionOptions.includes(lowerCase(word)));
  return stranger === undefined ? undefined : { detail: `Invalid option "${stranger}".` };
}

const dateStyles: readonly { words: RegExp; style?: string; order?: DateOrder }[] = [
  { words: /^iso$/, style: 'iso' },
  { words: /^sql$/, style: 'sql' },
  { words: /^postgres/, style: 'postgres' },
  { words: /^german$/, style: 'german' },
  { words: /^ymd$/, order: 'ymd' },
  { words: /^(?:dmy$|euro)/, order: 'dmy' },
  { words: /^(?:mdy$|us$|noneuro)/, order: 'mdy' },
  { words: /^default$/ },
];

/** The order of days, months and years that a value of DateStyle asks for. */
export function dateOrder(style: string): DateOrder {
  const words = splitIdentifiers(style) ?? [];
  const orders = words.flatMap(word => dateStyles.find(known => known.words.test(word))?.order ?? []);
  return orders[0] ?? (words.some(word => word === 'german') ? 'dmy' : 'mdy');
}

function dateStyle(conflict: string): Hook {
  return onText(text => {
    const words = splitIdentifiers(text);
    if (!words) return badList;
    const chosen: { style?: string; order?: DateOrder } = {};
    let conflicting = false;
    for (const word of words) {
      const known = dateStyles.find(({ words }) => words.test(lowerCase(word)));
      if (!known) return { detail: `Unrecognized key word: "${word}".` };
      const { style = chosen.style, order = chosen.order } = known;
      conflicting ||= style !== (chosen.style ?? style) || order !== (chosen.order ?? order);
      Object.assign(chosen, { style, order });
    }
    return conflicting ? { detail: conflict } : undefined;
  });
}

export const messageLevels = [
  'debug5',
  'debug4',
  'debug3',
  'debug2',
  'debug1',
  'debug',
  'info',
  'notice',
  'warning',
  'error',
  'log',
  'fatal',
  'panic',
];

// The categories in proctypelist.h; those with several types of process may be named once all the same.
export const processTypes = [
  'archiver',
  'autovacuum',
  'backend',
  'bgworker',
  'bgwriter',
  'checkpointer',
  'checksums',
  'postmaster',
  'ioworker',
  'syslogger',
  'slotsyncworker',
  'startup',
  'walreceiver',
  'walsender',
  'walsummarizer',
  'walwriter',
];

function logMinMessages(text: string): Partial<Refusal> | undefined {
  const items = splitPlainList(text);
  if (!items) return badList;
  const assigned = new Set<string>();
  for (const item of items) {
    const detail = levelFault(item, assigned);
    if (detail) return { detail };
  }
  return assigned.has('') ? undefined : { detail: 'Default log level was not defined.' };
}

/** `assigned` gets the process type that the item sets, '' for the default. */
function levelFault(item: string, assigned: Set<string>): string | undefined {
  const colon = item.indexOf(':');
  const type = colon < 0 ? '' : item.slice(0, colon);
  const level = item.slice(colon + 1);
  const known = lowerCase(type);
  if (colon < 0 && assigned.has('')) return 'Redundant specification of default log level.';
  if (!messageLevels.includes(lowerCase(level)))
    return colon < 0
      ? `Unrecognized log level: "${level}".`
      : `Unrecognized log level for process type "${type}": "${level}".`;
  if (colon >= 0 && !processTypes.includes(known)) return `Unrecognized process type "${type}".`;
  if (colon >= 0 && assigned.has(known))
    return `Redundant log level specification for process type "${type}".`;
  assigned.add(known);
  return undefined;
}

export const wordHooks: Hooks = {
  log_destination: {
    10: wordsOf('stderr', 'csvlog', 'syslog'),
    15: wordsOf('stderr', 'csvlog', 'jsonlog', 'syslog'),
  },
  // From 15 on a word may belong to a library that is loaded later: see the rules of the start.
  wal_consistency_checking: { 10: wordsOf('all', ...maskedManagers), 15: anyNames },
  createrole_self_grant: { 10: wordsOf('set', 'inherit') },
  restrict_nonsystem_relation_kind: { 10: wordsOf('view', 'foreign-table') },
  debug_io_direct: {
    10: directIo('invalid list syntax in parameter "debug_io_direct"', word => `invalid option "${word}"`),
    17: directIo('Invalid list syntax in parameter "debug_io_direct"', word => `Invalid option "${word}"`),
    18: directIo('Invalid list syntax in parameter "debug_io_direct".', word => `Invalid option "${word}".`),
  },
  log_connections: { 18: onText(logConnections) },
  log_min_messages: { 19: onText(logMinMessages) },
  search_path: { 10: anyNames },
  temp_tablespaces: { 10: anyNames },
};

/** What a server with loaded libraries says of wal_consistency_checking from 15 on, when no library brings more words. */
export const walConsistencyWords: Hook = wordsOf('all', ...maskedManagers);

export const dateStyleHooks: Hooks = {
  DateStyle: {
    10: dateStyle('Conflicting "datestyle" specifications.'),
    18: dateStyle('Conflicting "DateStyle" specifications.'),
  },
};
