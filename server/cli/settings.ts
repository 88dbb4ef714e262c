import { FileError } from '../bytes/byteSource.ts';
import type { Entry } from '../postgres/conf/configuration.ts';
import { judgeFile } from '../postgres/conf/judgeFile.ts';
import type { SettingValue } from '../postgres/conf/values/check.ts';
import type { JudgedEntry } from '../postgres/conf/verdict.ts';
import { inputOf, readWords, UsageError } from './conf/inputs.ts';
import type { Verb } from './io.ts';

interface Place {
  readonly file: string;
  readonly line: number;
  readonly value: string;
}

interface EffectiveSetting extends Place {
  readonly name: string;
  /** As the server keeps it, numbers in `unit`; null when the server does not know or refuses it. */
  readonly effective: SettingValue | null;
  readonly unit: string | null;
  /** Earlier lines for the same setting, which have no effect. */
  readonly overridden: readonly Place[];
}

/**
 * `walscope settings FILE [--pg MAJOR] [--format text|json]`: every setting that a configuration sets, from where,
 * over all its files.
 */
export const settings: Verb = async (args, io) => {
  try {
    const words = readWords(args, ['text', 'json'], []);
    const all = await Promise.all(
      words.files.map(async given => {
        const { path, show } = inputOf(given, io);
        const { reading, configuration } = await judgeFile(io.files, path, { major: words.major, show });
        return effectiveSettings(reading?.entries ?? configuration.entries.map(entry => ({ entry })), show);
      }),
    );
    const found = all.flat();
    await io.stdout(words.format === 'json' ? `${JSON.stringify(found, null, 1)}\n` : settingsText(found));
    return 0;
  } catch (error) {
    if (!(error instanceof UsageError || error instanceof FileError || error instanceof RangeError))
      throw error;
    io.stderr(`walscope: ${error.message}\n`);
    return 2;
  }
};

/** In the order in which the settings first come up. */
function effectiveSettings(
  entries: readonly JudgedEntry[],
  show: (path: string) => string,
): EffectiveSetting[] {
  const byName = new Map<string, JudgedEntry[]>();
  for (const judged of entries) {
    const name = judged.setting?.name ?? judged.entry.name;
    byName.set(name, [...(byName.get(name) ?? []), judged]);
  }
  return [...byName].map(([name, all]) => {
    const last = all[all.length - 1];
    return {
      name,
      ...placeOf(last.entry, show),
      effective: last.value ?? null,
      unit: last.setting?.unit ?? null,
      overridden: all.slice(0, -1).map(({ entry }) => placeOf(entry, show)),
    };
  });
}

function placeOf({ file, line, value }: Entry, show: (path: string) => string): Place {
  return { file: show(file.path), line: line.number, value };
}

function settingsText(found: readonly EffectiveSetting[]): string {
  return found
    .map(({ name, value, file, line, overridden }) => {
      const over = overridden.map(place => `, over ${place.file}:${place.line} '${place.value}'`).join('');
      return `${name} = '${value.replaceAll("'", "''")}'  # ${file}:${line}${over}\n`;
    })
    .join('');
}
