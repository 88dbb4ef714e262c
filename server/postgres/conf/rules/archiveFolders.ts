import { readCommandLine } from '../commandLine.ts';
import type { Reading } from '../verdict.ts';
import { fileCopy } from './shell/fileCopies.ts';
import { simpleCommands } from './shell/serverCommand.ts';

/** Folders on this machine that the commands copy segments to or from, as written; relative ones to the data directory. */
export function archiveFolders(reading: Reading): string[] {
  const archive = commandOf(reading, 'archive_command').flatMap(({ target, remote }) =>
    remote ? [] : folderIn(target.text),
  );
  const restore = commandOf(reading, 'restore_command').flatMap(({ sources }) =>
    sources.flatMap(({ text }) => (/^[^/]+:/.test(text) ? [] : folderIn(text))),
  );
  return [...new Set([...archive, ...restore])];
}

function commandOf(reading: Reading, name: string) {
  const text = reading.effective.get(name)?.entry.value ?? '';
  return [...simpleCommands(readCommandLine(text).list)].flatMap(command => fileCopy(command) ?? []);
}

/** The folder before `%f`, when its name is fixed. */
function folderIn(path: string): string[] {
  const found = /^((?:[^%$`*?]|%%)*)\/(?:%[fp](?:\.[^/]*)?)?$/.exec(path);
  return found?.[1] ? [found[1].replaceAll('%%', '%')] : [];
}
