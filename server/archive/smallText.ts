import { FileError, type Files } from '../bytes/byteSource.ts';
import { type DecompressionPlatform, openPlain } from '../bytes/decompress.ts';
import { serverText } from '../postgres/files/serverText.ts';

/** Metadata files are small; a larger one is not one. In bytes. */
const limit = 16 * 1024 * 1024;

/** A small text file, compressed or not; undefined where none can be read: it is not there, damaged or encrypted. */
export async function readText(
  files: Files,
  path: string,
  platform: DecompressionPlatform,
): Promise<string | undefined> {
  try {
    const source = await openPlain(await files.open(path), path, platform, { limit });
    try {
      if (source.problem !== undefined || source.encryption || source.size > limit) return undefined;
      return serverText(await source.read(0, source.size));
    } finally {
      await source.close();
    }
  } catch (error) {
    if (error instanceof FileError) return undefined;
    throw error;
  }
}

/** `key = value` or `key=value` lines; quotes around the value taken off. The first of equal keys counts. */
export function keyValues(text: string): Map<string, string> {
  const values = new Map<string, string>();
  for (const line of text.split(/\r?\n/)) {
    const match = /^\s*([\w.-]+)\s*=\s*(.*?)\s*$/.exec(line);
    if (match && !values.has(match[1])) values.set(match[1], match[2].replace(/^(['"])(.*)\1$/, '$2'));
  }
  return values;
}
