import type { Files } from '../../bytes/byteSource.ts';
import type { DecompressionPlatform } from '../../bytes/decompress.ts';
import { readText } from '../smallText.ts';

/** An info file of pgBackRest: sections of keys. */
export type PgBackRestInfo = ReadonlyMap<string, ReadonlyMap<string, unknown>>;

/**
 * Reads INI sections whose values are JSON; 64-bit identifiers are kept as text. The copy stands in for a file that
 * cannot be read. pgBackRest: src/info/info.c.
 */
export async function readInfo(
  files: Files,
  path: string,
  platform: DecompressionPlatform,
): Promise<PgBackRestInfo | undefined> {
  const text = (await readText(files, path, platform)) ?? (await readText(files, `${path}.copy`, platform));
  if (text === undefined || !text.includes('[')) return undefined;
  const sections = new Map<string, Map<string, unknown>>();
  let section = new Map<string, unknown>();
  for (const line of text.split(/\r?\n/)) {
    const heading = /^\[(.+)\]$/.exec(line);
    if (heading) {
      section = new Map();
      sections.set(heading[1], section);
      continue;
    }
    const at = line.indexOf('=');
    if (at > 0) section.set(line.slice(0, at), jsonOr(line.slice(at + 1)));
  }
  return sections.size ? sections : undefined;
}

function jsonOr(text: string): unknown {
  try {
    return JSON.parse(text.replace(/("db-(?:system-)?id":)(\d{10,})/g, '$1"$2"'));
  } catch {
    return text;
  }
}
