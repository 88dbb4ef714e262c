import type { Verb } from './io.ts';

interface VerbEntry {
  /** What it does, in a line. */
  readonly about: string;
  readonly usage: string;
  /** Options and what they do; undefined for a verb that prints its own help. */
  readonly options?: readonly (readonly [option: string, meaning: string])[];
  /** What its exit status says, where that is not what others say. */
  readonly ends?: string;
  /** The verb's code, loaded when it is called. */
  readonly load: () => Promise<Verb>;
}

const filter = [
  '--filter EXPR',
  'only records like this: rmgr:Heap type:INSERT xid:745 rel:16412 blk:3 lsn:0/3000000.. fpi len>1000',
] as const;
const major = ['--pg MAJOR', 'read as this major, 10 to 19, when nothing beside the file tells'] as const;

/** The verbs of `walscope`. */
export const verbs = {
  dump: {
    about: "prints what the pg_waldump of that WAL's own major prints",
    usage: '[OPTION]... [STARTSEG [ENDSEG]]',
    load: async () => (await import('./dump/dump.ts')).dump,
  },
  stats: {
    about: 'counts the records of WAL by resource manager or record type, as pg_waldump --stats does',
    usage: '[--record] [--format text|json] [OPTION]... [STARTSEG [ENDSEG]]',
    load: async () => (await import('./dump/dump.ts')).stats,
  },
  records: {
    about: 'prints the records of segments as JSON, one a line',
    usage: '[--filter EXPR] SEGMENT...',
    options: [filter],
    load: async () => (await import('./records.ts')).records,
  },
  lint: {
    about: 'tells what the server would refuse in configuration files, and advises',
    usage: '[--pg MAJOR] [--format text|json|sarif|github] [--strict] FILE...',
    options: [major, ['--strict', 'end with status 1 for warnings too']],
    load: async () => (await import('./lint.ts')).lint,
  },
  settings: {
    about: 'prints the settings that are in effect, and from which line each comes',
    usage: '[--pg MAJOR] [--format json|text] FILE',
    options: [major],
    load: async () => (await import('./settings.ts')).settings,
  },
  inspect: {
    about:
      'decodes pg_control, timeline histories, backup labels, manifests, slots, summaries and their like',
    usage: '[--format json|text] [--pg MAJOR] FILE',
    options: [major],
    load: async () => (await import('./inspect.ts')).inspect,
  },
  timelines: {
    about: 'prints timelines, gaps and backups of data directories and archives of any layout',
    usage: '[--format json|text] [--names-only] PATH...',
    options: [['--names-only', 'judge by file names, without a look into the files']],
    load: async () => (await import('./timelines.ts')).timelines,
  },
  verify: {
    about: 'checks every page, record, checksum and link of all WAL in data directories and archives',
    usage: '[--format text|json|junit|sarif] PATH...',
    options: [],
    load: async () => (await import('./verify/verify.ts')).verify,
  },
  find: {
    about: 'finds drops, truncates, restore points and transactions, and how to recover to just before each',
    usage:
      '[--format text|json] [--drop NAME] [--xid N] [--time T] [--restore-point NAME] [--relation R] PATH...',
    options: [
      ['--drop NAME', 'what dropped or truncated it: a table, schema or database; orders, shop.orders, ord*'],
      ['--xid N', 'how this transaction ended'],
      ['--time T', 'the first transaction that ended then or later; UTC, unless an offset is given'],
      ['--restore-point NAME', 'restore points of this name'],
      ['--relation R', 'the transactions that touched a relation, by its name or the number of its file'],
    ],
    ends: 'Exit status: 0 found, 1 nothing found, 2 it could not be done.\n',
    load: async () => (await import('./find.ts')).find,
  },
  forecast: {
    about: 'tells what the server would do with a data directory: where recovery stops, and what is left out',
    usage:
      '[--archive PATH] [--set NAME=VALUE]... [--signal recovery|standby] [--format json|text] [--pg MAJOR] PGDATA',
    options: [
      [
        '--archive PATH',
        'the archive that restore_command reads, in any layout, instead of the folder it names',
      ],
      ['--set NAME=VALUE', 'a setting that goes before those in files'],
      ['--signal NAME', 'as if recovery.signal or standby.signal were there'],
      major,
    ],
    load: async () => (await import('./forecast.ts')).forecast,
  },
  export: {
    about: 'writes records as a table for DuckDB, ClickHouse or Spark',
    usage: '--to FILE.parquet|.csv|.ndjson [--filter EXPR] PATH...',
    options: [['--to FILE', 'what to write; its suffix chooses the format'], filter],
    load: async () => (await import('./export/export.ts')).exportRecords,
  },
  lsp: {
    about: 'is the language server, for any editor',
    usage: '--stdio',
    options: [],
    load: async () => (await import('./lsp.ts')).lsp,
  },
} satisfies Record<string, VerbEntry>;

export type VerbName = keyof typeof verbs;

/** `walscope --help`, behind its first line. */
export function helpOnAll(): string {
  const lines = Object.entries(verbs).map(
    ([name, { usage, about }]) => `  walscope ${name} ${usage}\n      ${about}\n`,
  );
  return `${lines.join('')}\nwalscope COMMAND --help tells more. ${statuses}`;
}

/** `walscope VERB --help`, undefined for a verb that prints its own. */
export function helpOn(name: VerbName): string | undefined {
  const { about, usage, options, ends = statuses }: VerbEntry = verbs[name];
  if (!options) return undefined;
  const width = Math.max(14, ...options.map(([option]) => option.length)) + 2;
  const lines = options.map(([option, meaning]) => `  ${option.padEnd(width)}${meaning}\n`);
  return `walscope ${name} ${about}.\n\nUsage:\n  walscope ${name} ${usage}\n${lines.length ? `\nOptions:\n${lines.join('')}` : ''}\n${ends}`;
}

const statuses = 'Exit status: 0 fine, 1 problems found, 2 it could not be done.\n';
