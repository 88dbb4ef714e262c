import { FileError, type Files } from '../bytes/byteSource.ts';
import { type Encryption, encryptionBytes, encryptionOf } from '../bytes/encryption.ts';
import type { Heads } from './cluster.ts';
import type { ArchiveProblem, Repository } from './repository.ts';

/** How the file at `path` is encrypted; undefined where it is not, or cannot be read. */
export async function encryptionAt(files: Files, path: string): Promise<Encryption | undefined> {
  const head = await headOf(files, path, encryptionBytes);
  return head && encryptionOf(head);
}

/** The first bytes of a file as they are, or undefined where it cannot be read. */
export async function headOf(files: Files, path: string, length: number): Promise<Uint8Array | undefined> {
  try {
    const source = await files.open(path);
    try {
      return await source.read(0, length);
    } finally {
      await source.close();
    }
  } catch (error) {
    if (error instanceof FileError) return undefined;
    throw error;
  }
}

/** What is said of a repository of which only the names can be read; `encryption` where it shows which one it is. */
export function encryptedRepository(encryption: Encryption | undefined, path: string): ArchiveProblem {
  const how = encryption ? `encrypted (${encryption})` : 'encrypted';
  const message = `This repository is ${how}: its segments are judged by their names, and what is in them is not known.`;
  return { severity: 'warning', code: 'encrypted', message, path };
}

/** The same repositories, with a mark at what turned out to be encrypted: all of it where each file looked at is. */
export function markEncrypted(repositories: readonly Repository[], heads: Heads): readonly Repository[] {
  if (![...heads.values()].includes('encrypted')) return repositories;
  return repositories.map(repository => {
    const read = repository.objects.filter(object => heads.has(object));
    const encrypted = new Set(read.filter(object => heads.get(object) === 'encrypted'));
    if (!encrypted.size) return repository;
    const all = encrypted.size === read.length;
    const objects = repository.objects.map(object =>
      all || encrypted.has(object) ? { ...object, encrypted: true } : object,
    );
    return { ...repository, objects };
  });
}
