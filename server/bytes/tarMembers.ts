import { type ByteSource, FileError, type Files } from './byteSource.ts';
import type { DecompressionPlatform } from './decompress.ts';
import { isTarName, openTar, type TarArchive } from './tar.ts';

/**
 * What is kept of a compressed archive, which can be read only once: WAL, the small files that tell of it, and the
 * catalogs that name relations, in the files that initdb gave them.
 */
const kept =
  /(^|\/)([0-9A-F]{24}(\.partial)?|[0-9A-F]{8}\.history|backup_label|tablespace_map|PG_VERSION|pg_control|pg_filenode\.map|global\/1262|\d+\/(1259|2615))$/;

/** Archives that stay open without being read: their members are likely to be asked for one after the other. */
const idleAtMost = 2;

interface OpenArchive {
  readonly archive: Promise<TarArchive>;
  readonly size: number;
  readonly modified: number;
  readers: number;
  /** Another file has its path now: it is closed with its last reader. */
  replaced?: boolean;
}

/**
 * `files`, and what lies in tar archives among them: `/backup/pg_wal.tar.gz/000000010000000000000002` is a path to
 * open. Archives are not listed as folders.
 */
export function withTarMembers(files: Files, platform: DecompressionPlatform): Files {
  const open = new Map<string, OpenArchive>();

  async function archiveAt(path: string): Promise<OpenArchive | undefined> {
    const found = await files.stat(path);
    if (found?.kind !== 'file') return undefined;
    const known = open.get(path);
    if (known && known.size === found.size && known.modified === found.modified) return known;
    if (known) await replace(known);
    const keep = ({ name }: { name: string }) => kept.test(name);
    const archive = files.open(path).then(source => openTar(source, path, platform, { keep }));
    const opened: OpenArchive = { archive, size: found.size, modified: found.modified, readers: 0 };
    open.set(path, opened);
    archive.catch(() => open.delete(path)); // whoever awaits it hears of it
    return opened;
  }

  async function replace(known: OpenArchive): Promise<void> {
    known.replaced = true;
    if (known.readers === 0) await (await known.archive).close();
  }

  async function closeIdle(): Promise<void> {
    const idle = [...open].filter(([, { readers }]) => readers === 0);
    for (const [path, { archive }] of idle.slice(0, -idleAtMost)) {
      open.delete(path);
      await (await archive).close();
    }
  }

  async function openMember(path: string, member: string): Promise<ByteSource> {
    const opened = await archiveAt(path);
    if (!opened) return files.open(`${path}/${member}`);
    opened.readers++;
    let source: ByteSource | undefined;
    try {
      const archive = await opened.archive;
      const entry = archive.entries.find(
        ({ name, kind }) => kind === 'file' && name.replace(/^\.\//, '') === member,
      );
      source = entry && archive.open(entry);
    } finally {
      if (!source) opened.readers--;
    }
    if (!source)
      throw new FileError(`${path}/${member}`, 'ENOENT', `could not find "${member}" in archive "${path}"`);
    let closed = false;
    const close = async () => {
      if (closed) return;
      closed = true;
      opened.readers--;
      if (opened.replaced && opened.readers === 0) await (await opened.archive).close();
      await closeIdle();
    };
    return { ...source, size: source.size, close };
  }

  return {
    list: path => files.list(path),
    async open(path) {
      const split = splitAtTar(path);
      return split ? openMember(split.archive, split.member) : files.open(path);
    },
    async stat(path) {
      const split = splitAtTar(path);
      const found = split && (await archiveAt(split.archive));
      if (!split || !found) return files.stat(path);
      const { entries } = await found.archive;
      const entry = entries.find(({ name }) => name.replace(/^\.\//, '') === split.member);
      if (!entry) return undefined;
      const name = split.member.slice(split.member.lastIndexOf('/') + 1);
      return { name, kind: entry.kind, size: entry.size, modified: found.modified };
    },
  };
}

/** The tar archive that a path leads into, and the rest of the path. */
function splitAtTar(path: string): { archive: string; member: string } | undefined {
  if (!/\.(tar|tgz|tbz2|txz)[./]/.test(path)) return undefined;
  for (let at = path.indexOf('/', 1); at > 0; at = path.indexOf('/', at + 1))
    if (isTarName(path.slice(0, at))) return { archive: path.slice(0, at), member: path.slice(at + 1) };
  return undefined;
}
