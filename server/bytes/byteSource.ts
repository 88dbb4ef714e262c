/** A file seen as bytes: its size and any range of it. Reading past the end returns fewer bytes. */
export interface ByteSource {
  /** Size in bytes when it was opened. */
  readonly size: number;
  /** At most `length` bytes from `offset`; shorter only at the end of the file. The result is the caller's to keep. */
  read(offset: number, length: number): Promise<Uint8Array>;
  /** Like `read`, into memory that the caller gives; returns how many bytes. See `readInto`. */
  readInto?(target: Uint8Array, offset: number): Promise<number>;
  close(): Promise<void>;
}

/** A name in a folder. */
export interface ListedEntry {
  readonly name: string;
  readonly kind: 'file' | 'folder' | 'other';
}

/** What is known of a file or folder: `size` in bytes, `modified` in milliseconds since 1970. */
export interface FolderEntry extends ListedEntry {
  readonly size: number;
  readonly modified: number;
}

/**
 * The only way in which server code meets files. Paths are absolute, `/`-separated strings that only this
 * interface interprets. A missing or unreadable file is a `FileError`.
 */
export interface Files {
  open(path: string): Promise<ByteSource>;
  /** The names in a folder, in no order. Asks nothing of each file: a folder may hold a million segments. */
  list(path: string): Promise<ListedEntry[]>;
  /** The entry at `path`, or undefined when nothing is there. */
  stat(path: string): Promise<FolderEntry | undefined>;
}

/** Reading failed; `code` is the operating system's name for why (ENOENT, EACCES ...). */
export class FileError extends Error {
  readonly path: string;
  readonly code: string;

  constructor(path: string, code: string, message: string) {
    super(message);
    this.name = 'FileError';
    this.path = path;
    this.code = code;
  }
}

/** The whole file as one array; `limit` bytes at the most (RangeError beyond it). */
export async function readWhole(files: Files, path: string, limit = 64 * 1024 * 1024): Promise<Uint8Array> {
  const source = await files.open(path);
  try {
    if (source.size > limit) throw new RangeError(`${path} has ${source.size} bytes, more than ${limit}`);
    return await source.read(0, source.size);
  } finally {
    await source.close();
  }
}
