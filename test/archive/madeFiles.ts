import { type ByteSource, FileError, type Files, type ListedEntry } from '../../server/bytes/byteSource.ts';
import { memorySource } from '../../server/bytes/memoryFiles.ts';
import type { Major } from '../../server/postgres/majors.ts';

/** XLOG_PAGE_MAGIC of each major, from access/xlog_internal.h; not the table under test, which may be wrong. */
const magics: Readonly<Record<Major, number>> = {
  10: 0xd097,
  11: 0xd098,
  12: 0xd101,
  13: 0xd106,
  14: 0xd10d,
  15: 0xd110,
  16: 0xd113,
  17: 0xd116,
  18: 0xd118,
  19: 0xd122,
};

/** What a made segment's first page says; `mark` makes its content another one. */
export interface MadePage {
  readonly major: Major;
  readonly system: bigint;
  readonly timeline: number;
  readonly address: bigint;
  readonly segmentSize: number;
  readonly mark?: number;
}

const pageBytes = 8192;

/** XLogLongPageHeaderData and nothing else. */
export function firstPage({ major, system, timeline, address, segmentSize, mark = 0 }: MadePage): Uint8Array {
  const view = new DataView(new ArrayBuffer(pageBytes));
  view.setUint16(0, magics[major], true);
  view.setUint16(2, 0x0002, true);
  view.setUint32(4, timeline, true);
  view.setBigUint64(8, address, true);
  view.setBigUint64(24, system, true);
  view.setUint32(32, segmentSize, true);
  view.setUint32(36, pageBytes, true);
  view.setUint8(4000, mark);
  return new Uint8Array(view.buffer);
}

/** Files by path: text, bytes, or a beginning followed by zeros up to a size, of which nothing is kept. */
export type Made = string | Uint8Array | { readonly head: Uint8Array; readonly size: number };

/** A Zstandard frame of a first page, and of zeros up to the size of a segment: 1 GB of them in 32 kB. */
export function compressed(page: Uint8Array, size: number): Uint8Array {
  const told = new Uint8Array(Uint32Array.of(size).buffer);
  const header = [0x28, 0xb5, 0x2f, 0xfd, 0x80, 0x58, ...told];
  const block = (type: number, length: number, last: boolean) => {
    const word = (length << 3) | (type << 1) | Number(last);
    return [word & 0xff, (word >> 8) & 0xff, word >> 16];
  };
  const [raw, run, most] = [0, 1, 128 * 1024];
  const bytes = [...header, ...block(raw, page.length, size === page.length), ...page];
  for (let left = size - page.length; left > 0; left -= most)
    bytes.push(...block(run, Math.min(left, most), left <= most), 0);
  return Uint8Array.from(bytes);
}

/** A tree of files in memory in which a segment of 1 GB costs one page. */
export class MadeFiles implements Files {
  readonly #made: ReadonlyMap<string, Made>;

  constructor(made: Iterable<readonly [string, Made]>) {
    this.#made = new Map(made);
  }

  async open(path: string): Promise<ByteSource> {
    const made = this.#made.get(path);
    if (made === undefined) throw new FileError(path, 'ENOENT', `could not open file "${path}"`);
    if (typeof made === 'string') return memorySource(new TextEncoder().encode(made));
    return made instanceof Uint8Array ? memorySource(made) : sparse(made);
  }

  async list(path: string): Promise<ListedEntry[]> {
    const entries = new Map<string, ListedEntry>();
    for (const file of this.#made.keys()) {
      if (!file.startsWith(`${path}/`)) continue;
      const [name, ...below] = file.slice(path.length + 1).split('/');
      entries.set(name, { name, kind: below.length ? 'folder' : 'file' });
    }
    if (!entries.size) throw new FileError(path, 'ENOENT', `could not open directory "${path}"`);
    return [...entries.values()];
  }

  async stat(path: string) {
    const name = path.slice(path.lastIndexOf('/') + 1);
    const file = this.#made.has(path);
    if (!file && ![...this.#made.keys()].some(each => each.startsWith(`${path}/`))) return undefined;
    return { name, kind: file ? ('file' as const) : ('folder' as const), size: 0, modified: 0 };
  }
}

function sparse({ head, size }: { head: Uint8Array; size: number }): ByteSource {
  return {
    size,
    read: async (offset, length) => {
      const bytes = new Uint8Array(Math.max(0, Math.min(length, size - offset)));
      bytes.set(head.subarray(offset, offset + bytes.length));
      return bytes;
    },
    close: async () => {},
  };
}
