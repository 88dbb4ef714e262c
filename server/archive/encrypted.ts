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

/** The same repositories, with a mark at what turned out to be encrypted, and a word about it. */
export function markEncrypted(repositories: readonly Repository[], heads: Heads): readonly Repository[] {
  const found = [...heads.values()].includes('encrypted');
  return repositories.map(repository => withWord(found ? withMarks(repository, heads) : repository));
}

/** All of a repository is encrypted where each file that was looked at is. */
function withMarks(repository: Repository, heads: Heads): Repository {
  const read = repository.objects.filter(object => heads.has(object));
  const encrypted = new Set(read.filter(object => heads.get(object) === 'encrypted'));
  if (!encrypted.size) return repository;
  const all = encrypted.size === read.length;
  const objects = repository.objects.map(object =>
    all || encrypted.has(object) ? { ...object, encrypted: true } : object,
  );
  return { ...repository, objects };
}

function withWord(repository: Repository): Repository {
  const { objects, problems, root } = repository;
  const count = objects.filter(({ encrypted }) => encrypted).length;
  if (!count || problems.some(({ code }) => code === 'encrypted')) return repository;
  const word = encryptedRepository(undefined, root);
  const message = `${count.toLocaleString('en')} of ${objects.length.toLocaleString('en')} files are encrypted: they are judged by their names, and what is in them is not known.`;
  return { ...repository, problems: [...problems, count === objects.length ? word : { ...word, message }] };
}
