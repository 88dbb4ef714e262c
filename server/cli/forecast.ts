import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { walArchiveAt } from '../archive/walLookup.ts';
import { nodeDecompression } from '../bytes/nodeDecompression.ts';
import { knownMajor } from '../postgres/conf/whichMajor.ts';
import { forecastRecovery } from '../postgres/recovery/forecast.ts';
import type { ForecastInput } from '../postgres/recovery/forecastTypes.ts';
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
  const opened: ReturnType<typeof walArchiveAt>[] = [];
  const at = (path: string) => {
    const archive = walArchiveAt(files, path, nodeDecompression);
    opened.push(archive);
    return archive;
  };
  const known = new Map<string, ReturnType<typeof walArchiveAt>>();
  const input: ForecastInput = {
    files,
    dataDirectory,
    major,
    settings: (words.set ?? []).map(settingOf),
    signal: words.signal,
    archive: words.archive === undefined ? undefined : at(resolve(cwd, words.archive)),
    async archiveAt(folder) {
      if (folder === '') return undefined;
      const path = resolve(dataDirectory, folder);
      const archive = known.get(path) ?? at(path);
      known.set(path, archive);
      return archive;
    },
  };
  return {
    input,
    close: async () => {
      for (const archive of opened) await archive.close?.();
    },
  };
}

function settingOf(text: string): readonly [string, string] {
  const [, name, value] = /^\s*([^=\s]+)\s*=\s*([\s\S]*)$/.exec(text) ?? [];
  if (name === undefined) throw new Error(`--set takes NAME=VALUE, not "${text}"`);
  return [name, value];
}
