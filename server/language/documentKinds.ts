import type { LanguageId } from '../protocol.ts';

/** What a document holds, as far as its language support goes. */
export type DocumentKind =
  | 'configuration'
  | 'recovery-configuration'
  | 'signal'
  | 'timeline-history'
  | 'backup-label'
  | 'backup-history'
  | 'tablespace-map'
  | 'backup-manifest'
  | 'postmaster-pid';

interface KindOfDocument {
  readonly kind: DocumentKind;
  /** Undefined where the language is one of the editor's own. */
  readonly language?: LanguageId;
  /** Base names that settle the kind. */
  readonly name: RegExp;
}

/**
 * The one table of document kinds. A base name settles the kind; a document of another name is of the first kind
 * that has its language.
 */
const kinds: readonly KindOfDocument[] = [
  {
    kind: 'configuration',
    language: 'postgresql-conf',
    name: /^postgresql(\.auto|\.base)?\.conf(\.sample)?$/,
  },
  { kind: 'recovery-configuration', language: 'postgresql-conf', name: /^recovery\.(conf|done)$/ },
  { kind: 'signal', language: 'postgresql-signal', name: /^(recovery|standby)\.signal$/ },
  { kind: 'timeline-history', language: 'postgresql-history', name: /^[0-9A-F]{8}\.history$/ },
  { kind: 'backup-label', language: 'postgresql-backup-label', name: /^backup_label(\.old)?$/ },
  {
    kind: 'backup-history',
    language: 'postgresql-backup-label',
    name: /^[0-9A-F]{24}\.[0-9A-F]{8}\.backup$/,
  },
  { kind: 'tablespace-map', language: 'postgresql-tablespace-map', name: /^tablespace_map(\.old)?$/ },
  { kind: 'backup-manifest', name: /^backup_manifest$/ },
  { kind: 'postmaster-pid', language: 'postgresql-pid', name: /^postmaster\.pid$/ },
];

/** The kind of a document by its path or URI, else by its language id; undefined when it is none of ours. */
export function documentKind(path: string, languageId?: string): DocumentKind | undefined {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const named = kinds.find(kind => kind.name.test(name));
  return (named ?? kinds.find(({ language }) => language && language === languageId))?.kind;
}
