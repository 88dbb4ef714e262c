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
  timelines: {
    usage: '[--format json|text] [--names-only] PATH...',
    load: async () => (await import('./timelines.ts')).timelines,
  },
  lsp: { usage: '--stdio', load: async () => (await import('./lsp.ts')).lsp },
} satisfies Record<string, VerbEntry>;

export type VerbName = keyof typeof verbs;
