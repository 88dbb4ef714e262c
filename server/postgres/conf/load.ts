import { FileError, type Files, readWhole } from '../../bytes/byteSource.ts';
import { lowerCase } from './catalogue.ts';
import type { ConfFile, Configuration, Entry, Inclusion, ReadFault } from './configuration.ts';
import { parseConf, syntaxErrorLimit } from './parse.ts';
import { folderOf, resolvePath } from './paths.ts';
import { decodeConf, unquote } from './text.ts';
import { type ConfLine, type ConfTree, textOf } from './tree.ts';

/** Levels of inclusion below the main file: CONF_FILE_MAX_DEPTH in utils/conffiles.h. */
const deepest = 10;
const flexFault = 'input in flex scanner failed';

export interface LoadOptions {
  /** Documents open in an editor, or cached: their trees by absolute path, taken before the files. */
  readonly open?: (path: string) => ConfTree | undefined;
  /** Where postgresql.auto.conf is; found by the settings or beside the file when absent, null for none. */
  readonly dataDirectory?: string | null;
  /** How paths are shown in messages; as they are when absent. */
  readonly show?: (path: string) => string;
}

interface Reading {
  readonly files: Files;
  readonly options: LoadOptions;
  readonly show: (path: string) => string;
  readonly read: Map<string, ConfFile>;
  readonly entries: Entry[];
  readonly faults: ReadFault[];
  readonly inclusions: Inclusion[];
}

/** Where an inclusion was asked for. */
interface Place {
  readonly file: ConfFile;
  readonly line: ConfLine;
}

/**
 * Reads a configuration file and all that it includes, in the server's order, with postgresql.auto.conf on top
 * unless the files before have errors: ProcessConfigFileInternal in guc.c. Only a main file that can't be read is
 * thrown, as FileError.
 */
export async function loadConfiguration(
  files: Files,
  path: string,
  options: LoadOptions = {},
): Promise<Configuration> {
  const show = options.show ?? (shown => shown);
  const reading: Reading = {
    files,
    options,
    show,
    read: new Map(),
    entries: [],
    faults: [],
    inclusions: [],
  };
  const main = await openFile(reading, path);
  await readFile(reading, main, 0);
  const auto = reading.faults.some(isCertain) ? undefined : await readAutoConf(reading, main);
  const { entries, faults, inclusions } = reading;
  return { main, auto, files: [...reading.read.values()], entries, faults, inclusions };
}

/** The value of a line that has one, without quotes and escapes. */
export function valueText(tree: ConfTree, line: ConfLine): string | undefined {
  if (!line.value) return undefined;
  const text = textOf(tree, line.value);
  return line.value.kind === 'string' ? unquote(text) : text;
}

async function openFile(reading: Reading, path: string): Promise<ConfFile> {
  const known = reading.read.get(path);
  if (known) return known;
  const tree = reading.options.open?.(path) ?? parseConf(decodeConf(await readWhole(reading.files, path)));
  const file = { path, shown: reading.show(path), tree };
  reading.read.set(path, file);
  return file;
}

/** True when nothing was wrong with the file or what it includes. */
async function readFile(reading: Reading, file: ConfFile, depth: number): Promise<boolean> {
  const { tree } = file;
  const last = tree.faulty.length === syntaxErrorLimit ? tree.faulty[syntaxErrorLimit - 1] : undefined;
  let fine = true;
  for (const line of tree.lines) {
    if (line.fault) {
      addSyntaxFault(reading, file, line);
      fine = false;
    } else if (line.value && !(await readStatement(reading, { file, line }, depth))) fine = false;
    if (line === last) break;
  }
  return fine;
}

async function readStatement(reading: Reading, place: Place, depth: number): Promise<boolean> {
  const { file, line } = place;
  const name = textOf(file.tree, line.name!);
  const value = valueText(file.tree, line)!;
  const directive = lowerCase(name);
  if (directive === 'include' || directive === 'include_if_exists') {
    const target = resolvePath(folderOf(file.path), value);
    const paths: string[] = [];
    reading.inclusions.push({ file, line, directive, target, paths });
    return includeFile(reading, place, value, target, depth + 1, directive === 'include', paths);
  }
  if (directive === 'include_dir') return includeFolder(reading, place, value, depth + 1);
  reading.entries.push({ name, value, file, line });
  return true;
}

async function includeFile(
  reading: Reading,
  place: Place,
  written: string,
  target: string,
  depth: number,
  strict: boolean,
  paths: string[],
): Promise<boolean> {
  const { show } = reading;
  if (isBlank(written))
    return fault(
      reading,
      place,
      'empty configuration file name',
      `empty configuration file name: "${written}"`,
    );
  if (depth > deepest) {
    const log = `could not open configuration file "${written}": maximum nesting depth exceeded`;
    return fault(reading, place, 'nesting depth exceeded', log);
  }
  if (target === place.file.path)
    return fault(
      reading,
      place,
      'configuration file recursion',
      `configuration file recursion in "${show(target)}"`,
    );
  const found = await openIncluded(reading, target);
  if ('path' in found) {
    paths.push(target);
    return readFile(reading, found, depth);
  }
  if (found.folder) {
    const placed = { file: target, line: 1 };
    return fault(reading, place, flexFault, `${flexFault} at file "${show(target)}" line 1`, { placed });
  }
  if (!strict) return true;
  const log = `could not open configuration file "${show(target)}": ${found.reason}`;
  return fault(reading, place, `could not open file "${show(target)}"`, log);
}

async function includeFolder(
  reading: Reading,
  place: Place,
  written: string,
  depth: number,
): Promise<boolean> {
  const { file, line } = place;
  const target = resolvePath(folderOf(file.path), written);
  const paths: string[] = [];
  reading.inclusions.push({ file, line, directive: 'include_dir', target, paths });
  if (isBlank(written)) {
    const message = 'empty configuration directory name';
    return fault(reading, place, message, `${message}: "${written}"`);
  }
  const names = await configurationNames(reading.files, target);
  if (typeof names === 'string') {
    const shown = reading.show(target);
    const log = `could not open configuration directory "${shown}": ${names}`;
    return fault(reading, place, `could not open directory "${shown}"`, log, {
      dependsOn: (await mayBeDebians(reading, place, target)) ? debiansFolder : undefined,
    });
  }
  for (const name of names) {
    const path = resolvePath(target, name);
    if (!(await includeFile(reading, place, path, path, depth, true, paths))) return false;
  }
  return true;
}

const debiansFolder =
  'the machine of the server: Debian makes this folder, and copies of the file often lack it';

/** Whether an absent folder is the conf.d that Debian puts beside a postgresql.conf outside the data directory. */
async function mayBeDebians({ files }: Reading, { file }: Place, folder: string): Promise<boolean> {
  const beside = folderOf(file.path);
  if (folder !== resolvePath(beside, 'conf.d') || (await files.stat(folder))) return false;
  return !(await files.stat(resolvePath(beside, 'PG_VERSION')));
}

/** The names that include_dir takes, in byte order, or why the folder can't be read: GetConfFilesInDir in conffiles.c. */
async function configurationNames(files: Files, folder: string): Promise<string[] | string> {
  try {
    const entry = await files.stat(folder);
    if (entry && entry.kind !== 'folder') return 'Not a directory';
    const entries = await files.list(folder);
    return entries
      .filter(({ kind, name }) => kind !== 'folder' && /^[^.].*\.conf$/s.test(name))
      .map(({ name }) => name)
      .sort(byBytes);
  } catch (error) {
    if (error instanceof FileError) return reasonOf(error);
    throw error;
  }
}

async function openIncluded(
  reading: Reading,
  path: string,
): Promise<ConfFile | { readonly reason: string; readonly folder: boolean }> {
  const entry = reading.options.open?.(path) ? undefined : await reading.files.stat(path);
  if (entry?.kind === 'folder') return { reason: 'Is a directory', folder: true };
  try {
    return await openFile(reading, path);
  } catch (error) {
    if (error instanceof FileError) return { reason: reasonOf(error), folder: false };
    if (error instanceof RangeError) return { reason: 'File too large', folder: false };
    throw error;
  }
}

async function readAutoConf(reading: Reading, main: ConfFile): Promise<ConfFile | undefined> {
  const folder = autoConfFolder(reading, main);
  if (folder === null) return undefined;
  const found = await openIncluded(reading, resolvePath(folder, 'postgresql.auto.conf'));
  if (!('path' in found) || found.path === main.path) return undefined;
  await readFile(reading, found, 0);
  return found;
}

/** The data directory: as given, as the last `data_directory` says, or where the main file is. */
function autoConfFolder(reading: Reading, main: ConfFile): string | null {
  const { dataDirectory } = reading.options;
  if (dataDirectory !== undefined) return dataDirectory;
  const folder = folderOf(main.path);
  const set = reading.entries.findLast(({ name }) => name === 'data_directory');
  return set ? resolvePath(folder, set.value) : folder;
}

function addSyntaxFault(reading: Reading, file: ConfFile, line: ConfLine): void {
  const { token, serverLine } = line.fault!;
  const near = token ? `near token "${textOf(file.tree, token).replace('\0', '')}"` : 'near end of line';
  const log = `syntax error in file "${file.shown}" line ${serverLine}, ${near}`;
  reading.faults.push({ file, line, message: 'syntax error', log });
}

/** Notes what is wrong with an inclusion; false, for the caller to pass on. */
function fault(
  reading: Reading,
  { file, line }: Place,
  message: string,
  log: string,
  more: Pick<ReadFault, 'placed' | 'dependsOn'> = {},
): false {
  reading.faults.push({ file, line, message, log, ...more });
  return false;
}

/** Whether the server meets this fault too, whatever else its machine has. */
export function isCertain({ dependsOn }: ReadFault): boolean {
  return dependsOn === undefined;
}

function isBlank(text: string): boolean {
  return /^[ \t\r\n]*$/.test(text);
}

function byBytes(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function reasonOf(error: FileError): string {
  return error.message.slice(error.message.lastIndexOf('": ') + 3);
}
