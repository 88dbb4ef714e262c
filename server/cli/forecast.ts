import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { walArchiveAt } from '../archive/walLookup.ts';
import { nodeDecompression } from '../bytes/nodeDecompression.ts';
import { knownMajor } from '../postgres/conf/whichMajor.ts';
import { forecastRecovery } from '../postgres/recovery/forecast.ts';
import type { ForecastInput, WalArchive } from '../postgres/recovery/forecastTypes.ts';
import { forecastText } from './forecastText.ts';
import type { Io, Verb } from './io.ts';

const options = {
  archive: { type: 'string' },
  set: { type: 'string', multiple: true },
  signal: { type: 'string' },
  pg: { type: 'string' },
  format: { type: 'string', default: 'json' },
} as const;

/**
 * `walscope forecast PGDATA [--archive PATH] [--set NAME=VALUE]... [--signal recovery|standby] [--pg MAJOR]`: what the
 * server would do. Exit status 1 when it would give up.
 */
export const forecast: Verb = async (args, io) => {
  const { values, positionals } = parseArgs({ args: [...args], allowPositionals: true, options });
  if (positionals.length !== 1) throw new Error('name one data directory');
  if (!['json', 'text'].includes(values.format))
    throw new Error(`unknown format "${values.format}": say json or text`);
  const opened = openInput(positionals[0], values, io);
  if ((await io.files.stat(opened.input.dataDirectory))?.kind !== 'folder')
    throw new Error(`"${positionals[0]}" is no folder`);
  try {
    const found = await forecastRecovery(opened.input, { signal: io.signal });
    await io.stdout(
      values.format === 'json' ? `${JSON.stringify(found, undefined, 2)}\n` : forecastText(found),
    );
    return found.outcome === 'fatal' ? 1 : 0;
  } finally {
    await opened.close();
  }
};

interface Words {
  readonly archive?: string;
  readonly set?: readonly string[];
  readonly signal?: string;
  readonly pg?: string;
}

function openInput(directory: string, words: Words, { files, cwd }: Io) {
  const major = words.pg === undefined ? undefined : knownMajor(words.pg);
  if (words.pg !== undefined && major === undefined)
    throw new Error(`unknown major "${words.pg}": say 10 to 19`);
  if (words.signal !== undefined && words.signal !== 'recovery' && words.signal !== 'standby')
    throw new Error(`unknown signal "${words.signal}": say recovery or standby`);
  const dataDirectory = resolve(cwd, directory);
  const root = words.archive === undefined ? undefined : resolve(cwd, words.archive);
  const opened = new Map<string, WalArchive>();
  const archiveAt = async (folder: string) => {
    const path = archivePath(folder, dataDirectory, root);
    if (path === undefined) return undefined;
    const archive = opened.get(path) ?? walArchiveAt(files, path, nodeDecompression);
    opened.set(path, archive);
    return archive;
  };
  const settings = (words.set ?? []).map(settingOf);
  const input: ForecastInput = { files, dataDirectory, major, settings, signal: words.signal, archiveAt };
  return {
    input,
    close: async () => {
      for (const archive of opened.values()) await archive.close?.();
    },
  };
}

/**
 * Where the folder that restore_command names is: below the archive that was given, or that archive itself. The folder
 * of a backup tool is not named.
 */
function archivePath(folder: string, dataDirectory: string, root: string | undefined): string | undefined {
  if (root === undefined) return folder === '' ? undefined : resolve(dataDirectory, folder);
  return folder.startsWith(`${root}/`) ? resolve(folder) : root;
}

function settingOf(text: string): readonly [string, string] {
  const [, name, value] = /^\s*([^=\s]+)\s*=\s*([\s\S]*)$/.exec(text) ?? [];
  if (name === undefined) throw new Error(`--set takes NAME=VALUE, not "${text}"`);
  return [name, value];
}
