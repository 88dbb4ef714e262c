import { parseBackupHistoryName } from '../postgres/files/backupHistory.ts';
import { parseHistoryName } from '../postgres/files/history.ts';

/** Where a file was found: a server's own pg_wal, an archive of any tool, or the WAL that a backup brings along. */
export type Place = 'pg_wal' | 'archive' | 'backup';

/** A file that belongs to the write-ahead log, recognised by its name. */
export interface WalObject {
  readonly kind: 'segment' | 'partial' | 'history' | 'backupHistory';
  /** PostgreSQL's own name of it: 24 digits, `00000002.history`, `….00000028.backup`; no suffix of a tool. */
  readonly name: string;
  /** Where the file lies and what it is called there: a path for each of a million segments would cost too much. */
  readonly folder: string;
  readonly fileName: string;
  readonly place: Place;
  /** Suffix of the compression, e.g. `zst`; undefined for none (or none that the name tells). */
  readonly compression?: string;
  /** The name says that the content is encrypted. */
  readonly encrypted?: boolean;
}

const compressions = ['gz', 'lz4', 'zst', 'zstd', 'bz2', 'xz', 'br', 'lzma', 'lzo', 'snappy'];
const encryptions = 'aes|gpg|pgp|enc';
const suffixes = `(?:-[0-9a-f]{40})?(\\.partial|\\.part)?(?:\\.(${compressions.join('|')}))?(\\.partial|\\.part)?(?:\\.(${encryptions}))?`;
const segmentPattern = new RegExp(`^([0-9A-F]{24})(\\.partial)?${suffixes}$`);
const otherPattern = new RegExp(`^([0-9A-F]{8}\\.history|[0-9A-F]{24}\\.[0-9A-F]{8}\\.backup)${suffixes}$`);

/**
 * What a file name says, in any of the spellings that archiving tools use; undefined for a name that is no part of
 * the write-ahead log.
 */
export function recogniseWalObject(fileName: string, folder: string, place: Place): WalObject | undefined {
  // the common case, a million times over
  if (fileName.length === 24 && /^[0-9A-F]{24}$/.test(fileName))
    return { kind: 'segment', name: fileName, folder, fileName, place };
  const segment = segmentPattern.exec(fileName);
  if (segment) {
    const [, name, partial, before, compression, after, encryption] = segment;
    const kind = partial || before || after ? 'partial' : 'segment';
    return {
      kind,
      name,
      folder,
      fileName,
      place,
      compression: shared(compression),
      encrypted: isEncrypted(encryption),
    };
  }
  const other = otherPattern.exec(fileName);
  if (!other) return undefined;
  const [, name, , compression, , encryption] = other;
  const kind = parseHistoryName(name) !== undefined ? 'history' : 'backupHistory';
  if (kind === 'backupHistory' && !parseBackupHistoryName(name)) return undefined;
  return {
    kind,
    name,
    folder,
    fileName,
    place,
    compression: shared(compression),
    encrypted: isEncrypted(encryption),
  };
}

/** The string that all names share: a million copies of it would cost as much as the names. */
function shared(compression: string | undefined): string | undefined {
  return compressions.find(known => known === compression);
}

function isEncrypted(suffix: string | undefined): true | undefined {
  return suffix === undefined ? undefined : true;
}

/** Absolute path of the file. */
export function pathOf(object: WalObject): string {
  return `${object.folder}/${object.fileName}`;
}
