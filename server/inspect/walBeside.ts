import { type Files, readWhole } from '../bytes/byteSource.ts';
import { readControl } from '../postgres/files/control.ts';
import type { WalPlace } from '../postgres/files/explained.ts';
import { formatSegmentName } from '../postgres/segmentName.ts';

/** The segments of the cluster that a file lies in. */
export interface WalBeside {
  /** The path of the segment that holds a place; on the newest timeline that has it where the place names none. */
  find(place: WalPlace): string | undefined;
}

const segment = /^[0-9A-F]{24}(\.partial)?(\.(gz|lz4|zst|bz2|xz|br))?$/;
const levelsAbove = 3;

/** The WAL beside a file: that of the nearest folder above it which has a pg_wal or is one. */
export async function walBeside(files: Files, path: string): Promise<WalBeside> {
  let folder = path;
  for (let level = 0; level < levelsAbove && folder.includes('/'); level++) {
    folder = folder.slice(0, folder.lastIndexOf('/'));
    const wal = folder.endsWith('/pg_wal') ? folder : `${folder}/pg_wal`;
    const names = await segmentNames(files, wal);
    if (!names) continue;
    const size = await segmentSize(files, wal, names);
    return { find: place => (size === undefined ? undefined : find(wal, names, place, size)) };
  }
  return { find: () => undefined };
}

/** The newest timeline first; of several files of a segment, the plain one first. */
async function segmentNames(files: Files, folder: string): Promise<string[] | undefined> {
  if ((await files.stat(folder))?.kind !== 'folder') return undefined;
  const entries = await files.list(folder).catch(() => []);
  return entries
    .map(({ name }) => name)
    .filter(name => segment.test(name))
    .sort((a, b) => compare(b.slice(0, 24), a.slice(0, 24)) || a.length - b.length);
}

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

/** As pg_control says it, else as large as a segment is that lies there. */
async function segmentSize(files: Files, wal: string, names: readonly string[]): Promise<number | undefined> {
  const path = wal.replace(/pg_wal$/, 'global/pg_control');
  const bytes = await readWhole(files, path, 65536).catch(() => undefined);
  const told = bytes && readControl(bytes).value?.walSegmentSize;
  if (told) return told;
  const plain = names.find(name => name.length === 24);
  return plain === undefined ? undefined : (await files.stat(`${wal}/${plain}`))?.size;
}

function find(
  folder: string,
  names: readonly string[],
  { lsn, timeline }: WalPlace,
  size: number,
): string | undefined {
  const wanted = formatSegmentName({ timeline: timeline ?? 0, number: lsn / BigInt(size) }, size);
  const skip = timeline === undefined ? 8 : 0;
  const name = names.find(name => name.slice(skip, 24) === wanted.slice(skip));
  return name && `${folder}/${name}`;
}
