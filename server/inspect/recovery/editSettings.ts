import { FileError, type Files, readWhole } from '../../bytes/byteSource.ts';
import { loadConfiguration } from '../../postgres/conf/load.ts';
import { targetSettings } from '../../postgres/conf/targetSettings.ts';
import { readAsServer } from '../../postgres/conf/verdict.ts';
import type { Major } from '../../postgres/majors.ts';
import type { RecoveryEdit } from '../../protocol/recovery.ts';
import { type Setting, settingsSince, settingsText } from './recoverySettings.ts';

/** Comments that an earlier recovery left. */
const ownComment = /^# recover .* to just before: /;

/**
 * The files of a data directory with the settings of a recovery in them: postgresql.auto.conf goes before all other
 * files and is where pg_basebackup writes such settings too; 10 and 11 have recovery.conf.
 */
export async function editSettings(
  files: Files,
  directory: string,
  major: Major,
  what: string,
  settings: readonly Setting[],
  warnings: readonly string[],
): Promise<RecoveryEdit> {
  const ownFile = major < settingsSince;
  const path = `${directory}/${ownFile ? 'recovery.conf' : 'postgresql.auto.conf'}`;
  const before = await textAt(files, path);
  if (before === null)
    return { refusal: `${path} is not in UTF-8, or too large: add the settings to it by hand.` };
  if (ownFile) return { edit: { path, before, after: settingsText(what, settings) }, warnings };
  const others = await targetsSet(files, directory, major, settings);
  const resets = others.map((name): Setting => [name, '']);
  const kept = withoutNames(before ?? '', new Set([...targetSettings, ...settings.map(([name]) => name)]));
  const after = `${kept && !kept.endsWith('\n') ? `${kept}\n` : kept}${settingsText(what, [...settings, ...resets])}`;
  return { edit: { path, before, after }, signalPath: `${directory}/recovery.signal`, warnings };
}

/** Other targets that stand in postgresql.conf or a file that it includes, and have to be taken back. */
async function targetsSet(
  files: Files,
  directory: string,
  major: Major,
  settings: readonly Setting[],
): Promise<string[]> {
  try {
    const configuration = await loadConfiguration(files, `${directory}/postgresql.conf`, {
      dataDirectory: null,
    });
    const { effective } = readAsServer(configuration, major);
    const ours = new Set(settings.map(([name]) => name));
    return targetSettings.filter(name => !ours.has(name) && (effective.get(name)?.entry.value ?? '') !== '');
  } catch (error) {
    if (error instanceof FileError || error instanceof RangeError) return [];
    throw error;
  }
}

/** A configuration file without the lines that set some names. */
function withoutNames(text: string, names: ReadonlySet<string>): string {
  return text
    .split(/(?<=\n)/)
    .filter(line => {
      const [, name] = /^\s*([a-z_]\w*)/i.exec(line) ?? [];
      return !ownComment.test(line) && (name === undefined || !names.has(name.toLowerCase()));
    })
    .join('');
}

/** Undefined for no file, null for one that is no text to edit. */
async function textAt(files: Files, path: string): Promise<string | undefined | null> {
  try {
    const bytes = await readWhole(files, path, 1024 * 1024);
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (error) {
    if (error instanceof FileError) return undefined;
    if (error instanceof RangeError || error instanceof TypeError) return null;
    throw error;
  }
}
