import { FileError, type Files, readWhole } from '../bytes/byteSource.ts';

/** Metadata files are small; a larger one is not one. In bytes. */
const limit = 16 * 1024 * 1024;

/** A small text file, or undefined where none can be read. */
export async function readText(files: Files, path: string): Promise<string | undefined> {
  try {
    return new TextDecoder().decode(await readWhole(files, path, limit));
  } catch (error) {
    if (error instanceof FileError || error instanceof RangeError) return undefined;
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
