import { FileError, type Files } from '../bytes/byteSource.ts';
import { type DecompressionPlatform, plainHead } from '../bytes/decompress.ts';
import { parseHistory, parseHistoryName, type TimelineHistory } from '../postgres/files/history.ts';
import type { ArchiveProblem } from './repository.ts';
import { type HeadFault, headBytes, readSegmentHead, type SegmentHead } from './segmentHead.ts';
import { readText } from './smallText.ts';
import { pathOf, type WalObject } from './walObject.ts';

/** How many files are open at once. */
const parallel = 16;
/** Files read before the other work of the process gets its turn. */
const progressEvery = 500;

export interface GatherOptions {
  readonly signal?: AbortSignal;
  /** Called now and then with the number of segments looked at, and of all. */
  readonly onProgress?: (done: number, all: number) => void;
}

/** Reads the first page header of every segment. What cannot be read, an encrypted file for one, has no entry. */
export async function readHeads(
  files: Files,
  objects: readonly WalObject[],
  platform: DecompressionPlatform,
  options: GatherOptions = {},
): Promise<Map<string, SegmentHead | HeadFault>> {
  const heads = new Map<string, SegmentHead | HeadFault>();
  const segments = objects.filter(
    object =>
      (object.kind === 'segment' || object.kind === 'partial') && !object.encrypted && !object.compression,
  );
  let next = 0;
  const worker = async () => {
    while (next < segments.length) {
      options.signal?.throwIfAborted();
      if (next % progressEvery === 0) options.onProgress?.(next, segments.length);
      const path = pathOf(segments[next++]);
      const head = await readHead(files, path, platform);
      if (head !== undefined) heads.set(path, head);
    }
  };
  await Promise.all(Array.from({ length: parallel }, worker));
  return heads;
}

async function readHead(
  files: Files,
  path: string,
  platform: DecompressionPlatform,
): Promise<SegmentHead | HeadFault | undefined> {
  try {
    const source = await files.open(path);
    try {
      return readSegmentHead(await plainHead(source, path, platform, headBytes));
    } finally {
      await source.close();
    }
  } catch (error) {
    if (error instanceof FileError) return undefined;
    throw error;
  }
}

/** Reads the history files. Copies of one that differ are a problem: two servers took the same timeline. */
export async function readHistories(
  files: Files,
  objects: readonly WalObject[],
): Promise<{ histories: TimelineHistory[]; problems: ArchiveProblem[] }> {
  const texts = new Map<number, string>();
  const histories: TimelineHistory[] = [];
  const problems: ArchiveProblem[] = [];
  for (const object of objects) {
    const timeline = object.kind === 'history' ? parseHistoryName(object.name) : undefined;
    if (timeline === undefined || object.encrypted) continue;
    const path = pathOf(object);
    const text = await readText(files, path);
    if (text === undefined) continue;
    const known = texts.get(timeline);
    if (known !== undefined) {
      if (known !== text) problems.push(conflict(timeline, path));
      continue;
    }
    texts.set(timeline, text);
    const reading = parseHistory(text, timeline, path);
    histories.push(reading.value);
    for (const { message } of reading.problems)
      problems.push({ severity: 'error', code: 'history-refused', message, path, timeline });
  }
  return { histories, problems };
}

function conflict(timeline: number, path: string): ArchiveProblem {
  const message = `Another file tells a different history of timeline ${timeline}: two servers were promoted to the same timeline.`;
  return { severity: 'error', code: 'history-conflict', message, path, timeline };
}
