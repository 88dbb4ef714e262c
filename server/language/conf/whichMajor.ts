import { FileError, type Files, readWhole } from '../../bytes/byteSource.ts';
import type { Configuration } from '../../postgres/conf/configuration.ts';
import { folderOf, resolvePath } from '../../postgres/conf/paths.ts';
import { type ConfTree, textOf } from '../../postgres/conf/tree.ts';
import { controlFormat } from '../../postgres/files/control.ts';
import { type Major, majors } from '../../postgres/majors.ts';
import type { MajorSource } from '../../protocol.ts';
import type { Workspace } from '../features.ts';

export interface FoundMajor {
  readonly major: Major;
  readonly source: MajorSource;
  /** The file that told it, when a file did. */
  readonly path?: string;
}

/** The newest released major, for files that nothing tells the major of. */
export const newestReleased: Major = 18;

/** How many folders above a file may hold the data directory it belongs to. */
const levelsAbove = 3;

/** The major that a configuration is read as, by the strongest thing that tells it (see `MajorSource`). */
export async function findMajor(workspace: Workspace, configuration: Configuration): Promise<FoundMajor> {
  const { path, tree } = configuration.main;
  const chosen = workspace.majorChoices.get(path);
  if (chosen) return { major: chosen, source: 'choice' };
  const told = await majorOfFolders(workspace.files, clusterFolders(configuration));
  if (told) return told;
  const written = majorInComment(tree);
  if (written) return { major: written, source: 'comment' };
  const folder = majorInFolder(path);
  if (folder) return { major: folder, source: 'folder' };
  const set = workspace.settings().major;
  return set ? { major: set, source: 'setting' } : { major: newestReleased, source: 'default' };
}

/** Folders that may be the data directory, the likeliest first. */
export function clusterFolders({ main, entries }: Configuration): string[] {
  const folder = folderOf(main.path);
  const set = entries.findLast(entry => entry.name === 'data_directory')?.value;
  const folders = set ? [resolvePath(folder, set), folder] : [folder];
  for (let level = 1; level <= levelsAbove; level++) folders.push(folderOf(folders[folders.length - 1]));
  return [...new Set(folders)];
}

/** The data directory of a configuration: the likeliest folder with a PG_VERSION, else that of the main file. */
export async function dataDirectoryOf(files: Files, configuration: Configuration): Promise<string> {
  for (const folder of clusterFolders(configuration)) {
    if (await files.stat(resolvePath(folder, 'PG_VERSION'))) return folder;
  }
  return folderOf(configuration.main.path);
}

/** What the first of some folders says that is a data directory. */
export async function majorOfFolders(
  files: Files,
  folders: readonly string[],
): Promise<FoundMajor | undefined> {
  for (const folder of folders) {
    const version = resolvePath(folder, 'PG_VERSION');
    const text = await contentOf(files, version, 64);
    const major = knownMajor(text && new TextDecoder().decode(text).trim());
    if (major) return { major, source: 'PG_VERSION', path: version };
    const control = resolvePath(folder, 'global/pg_control');
    const bytes = await contentOf(files, control, 8192);
    const format = bytes && controlFormat(bytes);
    if (format) return { major: format.major, source: 'pg_control', path: control };
  }
  return undefined;
}

async function contentOf(files: Files, path: string, limit: number): Promise<Uint8Array | undefined> {
  try {
    return await readWhole(files, path, limit);
  } catch (error) {
    if (error instanceof FileError || error instanceof RangeError) return undefined;
    throw error;
  }
}

/** A line such as `# postgresql: 16`, anywhere in the file; the last one counts. */
export function majorInComment(tree: ConfTree): Major | undefined {
  const line = tree.lines.findLast(({ comment }) => comment && majorComment.test(textOf(tree, comment)));
  return knownMajor(line && majorComment.exec(textOf(tree, line.comment!))?.[1]);
}

const majorComment = /^#\s*postgres(?:ql)?\s*:\s*(\d+)\b/i;

/** A folder named for the major, as Debian (`/etc/postgresql/16/main`) and others have it. */
function majorInFolder(path: string): Major | undefined {
  const named = path.match(/(?:^|\/)(?:postgres(?:ql)?|pgsql|pg)[-_/]?(\d\d)(?=[/.-])/i);
  return knownMajor(named?.[1]);
}

function knownMajor(text: string | undefined): Major | undefined {
  return majors.find(major => String(major) === text);
}
