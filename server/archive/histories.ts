import type { Files } from '../bytes/byteSource.ts';
import type { DecompressionPlatform } from '../bytes/decompress.ts';
import {
  formatHistoryName,
  parseHistory,
  parseHistoryName,
  type TimelineHistory,
} from '../postgres/files/history.ts';
import type { FileProblem } from '../postgres/files/problem.ts';
import { formatLsn } from '../postgres/lsn.ts';
import type { ArchiveProblem } from './repository.ts';
import { readText } from './smallText.ts';
import { pathOf, type WalObject } from './walObject.ts';

/** Reads the history files. Copies of one that differ are a problem: two servers took the same timeline. */
export async function readHistories(
  files: Files,
  objects: readonly WalObject[],
  platform: DecompressionPlatform,
): Promise<{ histories: TimelineHistory[]; problems: ArchiveProblem[] }> {
  const texts = new Map<number, string>();
  const paths = new Map<number, string>();
  const histories: TimelineHistory[] = [];
  const problems: ArchiveProblem[] = [];
  for (const object of objects) {
    const timeline = object.kind === 'history' ? parseHistoryName(object.name) : undefined;
    if (timeline === undefined || object.encrypted) continue;
    const path = pathOf(object);
    const text = await readText(files, path, platform);
    if (text === undefined) {
      problems.push(unreadable(timeline, path));
      continue;
    }
    const known = texts.get(timeline);
    if (known !== undefined) {
      if (known !== text) problems.push(conflict(timeline, path));
      continue;
    }
    texts.set(timeline, text);
    const reading = parseHistory(text, timeline, path);
    histories.push(reading.value);
    problems.push(...reading.problems.map(problem => said(problem, path, reading.value)));
    paths.set(timeline, path);
  }
  const refused = new Set(
    problems.filter(({ code }) => code === 'history-refused').map(each => each.timeline),
  );
  const sound = histories.filter(({ timeline }) => !refused.has(timeline));
  return { histories, problems: [...problems, ...contradictions(sound, paths)] };
}

function said(
  { level, message }: FileProblem,
  path: string,
  { timeline, entries }: TimelineHistory,
): ArchiveProblem {
  if (level !== 'ADVICE') return { severity: 'error', code: 'history-refused', message, path, timeline };
  // one that runs backwards is odd, and all the same what a recovery to an earlier point leaves
  const severity = entries.length ? 'information' : 'warning';
  return { severity, code: 'history-odd', message, path, timeline };
}

/** Histories that tell of another one's timeline that it began elsewhere than that one says itself. */
function contradictions(
  histories: readonly TimelineHistory[],
  paths: ReadonlyMap<number, string>,
): ArchiveProblem[] {
  const own = new Map(histories.map(({ timeline, entries }) => [timeline, entries.at(-1)]));
  return histories.flatMap(({ timeline, entries }) => {
    const at = entries.findIndex((entry, before) => {
      const told = own.get(entries[before + 1]?.timeline);
      return told !== undefined && (told.timeline !== entry.timeline || told.end !== entry.end);
    });
    if (at < 0) return [];
    const { timeline: parent, end } = entries[at];
    const other = entries[at + 1].timeline;
    const message = `Timeline ${other} left timeline ${parent} at ${formatLsn(end)}, says this history; ${formatHistoryName(other)} says otherwise: two servers were promoted to timeline ${other}.`;
    const path = paths.get(timeline);
    return [{ severity: 'error', code: 'history-conflict', message, path, timeline, lsn: end }] as const;
  });
}

function unreadable(timeline: number, path: string): ArchiveProblem {
  const message = `The history of timeline ${timeline} cannot be read: the file is encrypted, damaged or out of reach.`;
  return { severity: 'warning', code: 'history-unreadable', message, path, timeline };
}

function conflict(timeline: number, path: string): ArchiveProblem {
  const message = `Another file tells a different history of timeline ${timeline}: two servers were promoted to the same timeline.`;
  return { severity: 'error', code: 'history-conflict', message, path, timeline };
}
