import { FileError, type Files } from '../bytes/byteSource.ts';
import { type DecompressionPlatform, openPlain, type PlainSource } from '../bytes/decompress.ts';
import { sameBytes } from '../bytes/sameBytes.ts';
import { majorOfMagic } from '../postgres/wal/magic.ts';
import { readPageHeader, walPageSize } from '../postgres/wal/page.ts';
import { type ClusterObjects, type Differing, type Heads, segmentOf } from './cluster.ts';
import { pathOf, type WalObject } from './walObject.ts';

/** Doubled segments that are compared without being asked for more; all are by verifyWal. */
const comparedUnasked = 64;

/**
 * Files of one segment that differ, the newest segments first. One in a pg_wal or a backup is compared with an archived one until
 * they agree, for WAL that agrees there was the same before; and only as far as it was written. So are two archives
 * once many of their files were compared.
 */
export async function findDiffering(
  files: Files,
  cluster: ClusterObjects,
  heads: Heads,
  platform: DecompressionPlatform,
  signal?: AbortSignal,
): Promise<Differing[]> {
  const found: Differing[] = [];
  const agreed = new Set<string>();
  let compared = 0;
  for (const copies of doubledSegments(cluster, heads)) {
    signal?.throwIfAborted();
    const [first, ...others] = copies.sort((a, b) => rank(a) - rank(b));
    for (const object of others) {
      const pair = `${first.folder}|${object.folder}|${object.name.slice(0, 8)}`;
      if (agreed.has(pair) && (object.place !== 'archive' || ++compared > comparedUnasked)) continue;
      const differing = await compare(files, first, object, platform);
      if (differing) found.push(differing);
      else agreed.add(pair);
    }
  }
  return found;
}

function rank({ place }: WalObject): number {
  return place === 'archive' ? 0 : 1;
}

/** The files of each segment that is there more than once, the newest segment first. */
function doubledSegments({ objects, systemIdentifier }: ClusterObjects, heads: Heads): WalObject[][] {
  const sound = (object: WalObject) => {
    const head = heads.get(object);
    if (object.kind !== 'segment' || typeof head !== 'object') return false;
    const { number } = segmentOf(object, head.segmentSize);
    return (
      head.systemIdentifier === systemIdentifier && head.address === BigInt(number) * BigInt(head.segmentSize)
    );
  };
  const once = new Set<string>();
  const twice = new Map<string, WalObject[]>();
  for (const object of heads.keys())
    if (sound(object) && !addNew(once, object.name)) twice.set(object.name, []);
  if (twice.size) for (const object of objects) if (sound(object)) twice.get(object.name)?.push(object);
  const names = [...twice.keys()].sort().reverse();
  return names.map(name => twice.get(name)!).filter(copies => copies.length > 1);
}

function addNew(set: Set<string>, name: string): boolean {
  const size = set.size;
  return set.add(name).size > size;
}

async function compare(
  files: Files,
  other: WalObject,
  object: WalObject,
  platform: DecompressionPlatform,
): Promise<Differing | undefined> {
  const [one, two] = [checksumOf(other), checksumOf(object)];
  if (one && two) return one === two ? undefined : { object, other };
  const opened: PlainSource[] = [];
  try {
    for (const each of [other, object])
      opened.push(await openPlain(await files.open(pathOf(each)), each.fileName, platform));
    const at = await sameBytes(opened[0], opened[1]);
    if (at === undefined) return undefined;
    for (const [i, { place }] of [other, object].entries())
      if (place !== 'archive' && !(await goesOn(opened[i], at))) return undefined;
    return { object, other, at };
  } catch (error) {
    if (error instanceof FileError) return undefined;
    throw error;
  } finally {
    for (const source of opened) await source.close();
  }
}

/** The SHA-1 of the content that pgBackRest puts into the name. */
function checksumOf({ fileName }: WalObject): string | undefined {
  return /^[0-9A-F]{24}-([0-9a-f]{40})/.exec(fileName)?.[1];
}

/** Whether a segment of a pg_wal was written beyond the page of byte `at`; what lies there may be old. */
async function goesOn(source: PlainSource, at: number): Promise<boolean> {
  const page = Math.floor(at / walPageSize);
  const [first, next] = await Promise.all([source.read(0, 64), source.read((page + 1) * walPageSize, 64)]);
  const begin = readPageHeader(first);
  const header = readPageHeader(next);
  if (!begin || !header || majorOfMagic(header.magic) === undefined) return false;
  return header.address === begin.address + BigInt((page + 1) * walPageSize);
}
