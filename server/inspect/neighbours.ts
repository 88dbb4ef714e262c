import type { Files } from '../bytes/byteSource.ts';
import { formatSegmentName, parseSegmentName } from '../postgres/segmentName.ts';

const suffixes = ['', '.gz', '.lz4', '.zst', '.bz2', '.xz', '.br', '.snappy', '.partial'];

/**
 * Names of the segments before and after the one at `path`, where they lie in its folder. Files with the same ending
 * are preferred to others.
 */
export async function neighbours(
  files: Files,
  path: string,
  segmentSize: number,
): Promise<{ previous?: string; next?: string }> {
  const slash = path.lastIndexOf('/') + 1;
  const folder = path.slice(0, slash);
  const id = parseSegmentName(path.slice(slash, slash + 24), segmentSize);
  if (!id) return {};
  const ending = path.slice(slash + 24);
  const endings = [ending, ...suffixes.filter(suffix => suffix !== ending)];

  // pgBackRest puts the content's checksum into the name
  const checksummed = async () =>
    /^-[0-9a-f]{40}/.test(ending) ? (await files.list(folder)).map(each => each.name) : undefined;

  async function existing(number: bigint): Promise<string | undefined> {
    if (number < 0n) return undefined;
    const name = formatSegmentName({ timeline: id!.timeline, number }, segmentSize);
    for (const one of endings)
      if ((await files.stat(folder + name + one))?.kind === 'file') return name + one;
    return (await checksummed())?.find(file => file.startsWith(`${name}-`));
  }

  const [previous, next] = await Promise.all([existing(id.number - 1n), existing(id.number + 1n)]);
  return { previous, next };
}
