import { type Files, readWhole } from '../../bytes/byteSource.ts';
import { controlFormat } from '../files/control.ts';
import { type Major, majors } from '../majors.ts';
import type { Configuration } from './configuration.ts';
import { folderOf, resolvePath } from './paths.ts';
import { type ConfTree, textOf } from './tree.ts';

/** The major of the server that reads a configuration, and what told it. */
export interface FoundMajor {
  readonly major: Major;
  readonly source: 'PG_VERSION' | 'pg_control' | 'comment' | 'folder' | 'recovery.conf';
}

const levelsAbove = 3;
const smallFile = 8192;
const majorComment = /^#\s*postgres(?:ql)?\s*:\s*(\d+)\b/i;
const namedFolder = /(?:^|\/)(?:postgres(?:ql)?|pgsql|pg)[-_/]?(\d\d)(?=[/.-])/i;

/**
 * What a cluster around the file tells (PG_VERSION, else pg_control, beside it or above), else a comment such as
 * `# postgresql: 16`, else a folder named for the major; undefined when nothing tells.
 */
export async function findMajor(files: Files, configuration: Configuration): Promise<FoundMajor | undefined> {
  for (const folder of clusterFolders(configuration)) {
    const told = await toldByCluster(files, folder);
    if (told) return told;
  }
  const { path, tree } = configuration.main;
  const written = majorInComment(tree);
  if (written) return { major: written, source: 'comment' };
  const named = knownMajor(namedFolder.exec(path)?.[1]);
  return named && { major: named, source: 'folder' };
}

/** Folders that may be the data directory, the likeliest first. */
export function clusterFolders({ main, entries }: Configuration): string[] {
  const folder = folderOf(main.path);
  const set = entries.findLast(({ name }) => name === 'data_directory')?.value;
  const folders = set ? [resolvePath(folder, set), folder] : [folder];
  for (let level = 0; level < levelsAbove; level++) folders.push(folderOf(folders[folders.length - 1]));
  return [...new Set(folders)];
}

/** The major in a line such as `# postgresql: 16`, anywhere in the file; the last one counts. */
export function majorInComment(tree: ConfTree): Major | undefined {
  const line = tree.lines.findLast(({ comment }) => comment && majorComment.test(textOf(tree, comment)));
  return knownMajor(line && majorComment.exec(textOf(tree, line.comment!))?.[1]);
}

/** The major that `text` names, if it is one that WALScope knows. */
export function knownMajor(text: string | undefined): Major | undefined {
  return majors.find(major => String(major) === text);
}

async function toldByCluster(files: Files, folder: string): Promise<FoundMajor | undefined> {
  const version = await contentOf(files, resolvePath(folder, 'PG_VERSION'));
  const written = knownMajor(version && new TextDecoder().decode(version).trim());
  if (written) return { major: written, source: 'PG_VERSION' };
  const control = await contentOf(files, resolvePath(folder, 'global/pg_control'));
  const format = control && controlFormat(control);
  return format && { major: format.major, source: 'pg_control' };
}

async function contentOf(files: Files, path: string): Promise<Uint8Array | undefined> {
  try {
    return await readWhole(files, path, smallFile);
  } catch {
    return undefined;
  }
}
