import { type Major, majors } from './postgres/majors.ts';

/**
 * Everything that client and server say to each other beyond the Language Server Protocol. The client may import
 * this file and nothing else of `server/`, so it holds types and names only.
 */

/** Languages whose documents go to the server; package.json declares them. */
export const languageIds = [
  'postgresql-conf',
  'postgresql-history',
  'postgresql-backup-label',
  'postgresql-tablespace-map',
  'postgresql-signal',
  'postgresql-pid',
] as const;

export type LanguageId = (typeof languageIds)[number];

/** A request's method, with the types of what is asked and answered carried along for the compiler. */
export interface RequestOf<Params, Result> {
  readonly method: string;
  /** Never present: it only ties the types to the method. */
  readonly types?: (params: Params) => Result;
}

/** A notification's method, with the type of what it tells. */
export interface NotificationOf<Params> {
  readonly method: string;
  /** Never present: it only ties the type to the method. */
  readonly types?: (params: Params) => void;
}

export function request<Params, Result>(method: string): RequestOf<Params, Result> {
  return { method };
}

export function notification<Params>(method: string): NotificationOf<Params> {
  return { method };
}

// --- Which major a configuration file is read as (status bar) ---

/** The majors one may choose from, the oldest first. */
export const knownMajors = majors;

/** What settled the major of a document, the strongest first. */
export type MajorSource =
  | 'choice' // picked in the status bar
  | 'PG_VERSION' // the file beside it, above it, or in its data_directory
  | 'pg_control'
  | 'comment' // a line `# postgresql: 16` in the file
  | 'recovery.conf' // the file is one, so a server of 11 or earlier reads it
  | 'folder' // a folder named for the major, as in /etc/postgresql/16/main
  | 'setting' // walscope.postgresql.major
  | 'default'; // nothing told: the newest released major

export interface DocumentMajor {
  readonly uri: string;
  readonly major: Major;
  readonly source: MajorSource;
}

/** The major of a document, or null when it is no configuration file. */
export const documentMajor = request<{ uri: string }, DocumentMajor | null>('walscope/documentMajor');

/** Sets the choice for a document's cluster for as long as the server runs; null takes the choice back. */
export const chooseMajor = request<{ uri: string; major: Major | null }, DocumentMajor | null>(
  'walscope/chooseMajor',
);

/** The server found another major for an open document than it told before. */
export const documentMajorChanged = notification<DocumentMajor>('walscope/documentMajorChanged');
