import type { Verb } from './io.ts';

interface VerbEntry {
  readonly usage: string;
  /** The verb's code, loaded when it is called. */
  readonly load: () => Promise<Verb>;
}

/** The verbs of `walscope`. */
export const verbs = {
  dump: { usage: '[OPTION]... [STARTSEG [ENDSEG]]', load: async () => (await import('./dump/dump.ts')).dump },
  records: {
    usage: '[--filter EXPR] SEGMENT...',
    load: async () => (await import('./records.ts')).records,
  },
  lint: {
    usage: '[--pg MAJOR] [--format text|json|sarif|github] FILE...',
    load: async () => (await import('./lint.ts')).lint,
  },
  settings: {
    usage: '[--pg MAJOR] [--format json|text] FILE',
    load: async () => (await import('./settings.ts')).settings,
  },
  inspect: {
    usage: '[--format json|text] FILE',
    load: async () => (await import('./inspect.ts')).inspect,
  },
  timelines: {
    usage: '[--format json|text] [--names-only] PATH...',
    load: async () => (await import('./timelines.ts')).timelines,
  },
  verify: {
    usage: '[--format text|json|junit|sarif] PATH...',
    load: async () => (await import('./verify/verify.ts')).verify,
  },
  export: {
    usage: '--to FILE.parquet|.csv|.ndjson [--filter EXPR] PATH...',
    load: async () => (await import('./export/export.ts')).exportRecords,
  },
  lsp: { usage: '--stdio', load: async () => (await import('./lsp.ts')).lsp },
} satisfies Record<string, VerbEntry>;

export type VerbName = keyof typeof verbs;
