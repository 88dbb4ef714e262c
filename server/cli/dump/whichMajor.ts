import { basename } from 'node:path';
import { plainHead } from '../../bytes/decompress.ts';
import { nodeDecompression } from '../../bytes/nodeDecompression.ts';
import { type Major, majors } from '../../postgres/majors.ts';
import { majorOfMagic } from '../../postgres/wal/magic.ts';
import { readPageHeader, walPageSize } from '../../postgres/wal/page.ts';
import type { Io } from '../io.ts';
import type { CommandWords } from './getopt.ts';
import { foldersToSearch, splitPath } from './places.ts';

const newest = majors[majors.length - 1];

/**
 * The major whose pg_waldump a command stands in for, before its words are judged: that of the first segment which it
 * names, or of any in the folder; the newest one where there is none.
 */
export async function whichMajor(io: Io, { options, operands: [file] }: CommandWords): Promise<Major> {
  const path = options.findLast(({ spec }) => spec.long === 'path')?.value;
  const { folder, name } = file === undefined ? {} : splitPath(file, newest);
  const folders = [path ?? folder, undefined].flatMap(named => foldersToSearch(io, named));
  // what is named, else what lies there, or here
  if (name)
    for (const each of folders) {
      const major = await majorOf(io, `${each}/${name}`);
      if (major !== undefined) return major;
    }
  for (const each of folders) {
    const segment = await anySegment(io, each);
    const major = segment && (await majorOf(io, `${each}/${segment}`));
    if (major) return major;
  }
  return newest;
}

async function anySegment(io: Io, folder: string): Promise<string | undefined> {
  if ((await io.files.stat(folder))?.kind !== 'folder') return undefined;
  return (await io.files.list(folder)).find(({ name }) => /^[0-9A-F]{24}/.test(name))?.name;
}

async function majorOf(io: Io, path: string): Promise<Major | undefined> {
  if ((await io.files.stat(path))?.kind !== 'file') return undefined;
  const source = await io.files.open(path);
  try {
    const head = await plainHead(source, basename(path), nodeDecompression, walPageSize);
    return majorOfMagic((head && readPageHeader(head.bytes)?.magic) ?? 0);
  } finally {
    await source.close();
  }
}
