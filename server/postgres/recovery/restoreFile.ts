import type { ByteSource } from '../../bytes/byteSource.ts';
import { commandPlaceholders, placeholdersIn } from '../conf/placeholders.ts';
import { type Major, sinceMajor } from '../majors.ts';
import { formatSegmentName } from '../segmentName.ts';
import { archiveReady } from './archiver.ts';
import type { Recovery } from './recovery.ts';
import { type CommandEnd, followRestoreCommand, NotUnderstood } from './restoreCommand.ts';
import { RecoveryEnds, Unknowable } from './serverLog.ts';

const sigterm = 15;
const noSegment = '0'.repeat(24);
const strictPlaceholdersSince: Major = 16;

const lieTold: { readonly [M in Major]?: string } = {
  14: 'restore_command returned a zero exit status, but stat() failed.',
  17: '"restore_command" returned a zero exit status, but stat() failed.',
};

/**
 * Asks restore_command for a file; undefined when it has none. `size`: bytes that it must have, for segments.
 * PostgreSQL: RestoreArchivedFile in xlogarchive.c.
 */
export async function restoreFile(
  recovery: Recovery,
  name: string,
  temporary: 'RECOVERYXLOG' | 'RECOVERYHISTORY',
  size?: number,
  cleanupEnabled = false,
): Promise<ByteSource | undefined> {
  const { asked, log, major, requests } = recovery;
  const command = asked.restoreCommand;
  if (!recovery.archiveRecoveryRequested || command === undefined) return undefined;
  recovery.options.signal?.throwIfAborted();
  const oldest = cleanupEnabled ? oldestNeeded(recovery) : noSegment;
  const end = await callCommand(recovery, command, name, `pg_wal/${temporary}`, oldest);
  // an empty command asks nobody, and succeeds
  if (command.trim() !== '')
    requests.add({ file: name, found: end.status === 0, ...statusOf(end), r: oldest });
  if (end.status === 0) {
    if (!end.restored) {
      const detail = sinceMajor(lieTold, major);
      if (detail) log.log(`could not stat file "pg_wal/${temporary}": No such file or directory`, { detail });
      return undefined;
    }
    if (size !== undefined && end.restored.size !== size) {
      if (recovery.standbyMode && end.restored.size < size) return undefined;
      log.fatal(`archive file "${name}" has wrong size: ${end.restored.size} instead of ${size}`);
    }
    log.log(`restored log file "${name}" from archive`);
    return end.restored;
  }
  if (end.signal === sigterm || end.status === 128 + sigterm) throw new RecoveryEnds('fatal', 'exit 1');
  if (end.signal !== undefined || end.status > 125)
    log.fatal(`could not restore file "${name}" from archive: ${endInWords(end)}`);
  return undefined;
}

/** The first segment that the last restartpoint needs. */
function oldestNeeded({ control, segmentSize }: Recovery): string {
  const number = control.redo / BigInt(segmentSize);
  return formatSegmentName({ timeline: control.timeline, number }, segmentSize);
}

async function callCommand(
  recovery: Recovery,
  command: string,
  file: string,
  target: string,
  oldest: string,
): Promise<CommandEnd> {
  const { input, log, major } = recovery;
  if (major >= strictPlaceholdersSince) {
    const detail = placeholderFault(command);
    if (detail) log.fatal(`invalid value for parameter "restore_command": "${command}"`, { detail });
  }
  const values: Readonly<Record<string, string>> = { f: file, p: target, r: oldest, '%': '%' };
  const text = command.replace(/%([\s\S])/gu, (written, letter) => values[letter] ?? written);
  const archive = async (folder: string) => input.archive ?? (await input.archiveAt?.(folder));
  try {
    return await followRestoreCommand({ text, file, target, archive, takenAway: recovery.takenAway });
  } catch (error) {
    if (error instanceof NotUnderstood) throw new Unknowable(error.message);
    throw error;
  }
}

/** PostgreSQL: replace_percent_placeholders in common/percentrepl.c. */
function placeholderFault(command: string): string | undefined {
  for (const { letter } of placeholdersIn(command)) {
    if (letter === '') return 'String ends unexpectedly after escape character "%".';
    if (letter !== '%' && !commandPlaceholders.restore_command.includes(letter))
      return `String contains unexpected placeholder "%${letter}".`;
  }
  return undefined;
}

function statusOf({ status, signal }: CommandEnd): { status?: number | string } {
  if (signal !== undefined) return { status: `sig${signal}` };
  return status > 1 ? { status } : {};
}

const signalNames: Readonly<Record<number, string>> = { 1: 'Hangup', 2: 'Interrupt', 3: 'Quit', 9: 'Killed' };

/** PostgreSQL: wait_result_to_str in common/wait_error.c. */
function endInWords({ status, signal }: CommandEnd): string {
  if (signal !== undefined)
    return `child process was terminated by signal ${signal}: ${signalNames[signal] ?? `Unknown signal ${signal}`}`;
  if (status === 126) return 'command not executable';
  if (status === 127) return 'command not found';
  return `child process exited with exit code ${status}`;
}

/** A file that came from the archive stays in pg_wal. PostgreSQL: KeepFileRestoredFromArchive in xlogarchive.c. */
export function keepRestored(recovery: Recovery, name: string, source: ByteSource): void {
  const { wal, settings } = recovery;
  const archivesAgain = settings.text('archive_mode') === 'always';
  wal.put(name, source);
  wal.setStatus(name, archivesAgain ? 'ready' : 'done');
  if (archivesAgain && recovery.recoveryStarted) archiveReady(recovery);
}
