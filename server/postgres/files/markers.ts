import type { Major } from '../majors.ts';
import { majors } from '../majors.ts';
import type { FileProblem, Reading } from './problem.ts';

/** A file that says something by being there. */
export interface SignalFile {
  /** What the next start becomes because of it; undefined when this major does not look for the file. */
  readonly requests: 'recovery' | 'standby' | undefined;
}

/** recovery.signal or standby.signal. PostgreSQL: readRecoverySignalFile in xlogrecovery.c (xlog.c up to 14). */
export function readSignalFile(name: string, text: string, major: Major): Reading<SignalFile> {
  const problems: FileProblem[] = [];
  const advise = (message: string) => problems.push({ level: 'ADVICE', message, offset: 0, line: 1 });
  if (major < 12) advise(`PostgreSQL ${major} does not look for ${name}; it wants recovery.conf`);
  else if (text.trim() !== '')
    advise('the server only looks whether this file is there; settings in it are ignored');
  const wanted = name === 'standby.signal' ? 'standby' : 'recovery';
  return { value: { requests: major < 12 ? undefined : wanted }, problems };
}

/** A PG_VERSION. */
export interface VersionFile {
  /** As written: `17`, or `9.6` in old times. */
  readonly text: string;
  /** Undefined for a major that WALScope does not know. */
  readonly major: Major | undefined;
}

/** A PG_VERSION; `path` names it in messages. PostgreSQL: ValidatePgVersion in miscinit.c. */
export function parseVersionFile(text: string, path = 'PG_VERSION'): Reading<VersionFile> {
  const word = /\S+/.exec(text)?.[0].slice(0, 63) ?? '';
  const number = Number.parseInt(word, 10);
  const value = { text: word, major: majors.find(major => major === number) };
  if (!Number.isNaN(number)) return { value, problems: [] };
  const folder = path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '.';
  const problem: FileProblem = {
    level: 'FATAL',
    message: `"${folder}" is not a valid data directory`,
    detail: `File "${path}" does not contain valid data.`,
    hint: 'You might need to initdb.',
    offset: 0,
    line: 1,
  };
  return { value, problems: [problem] };
}
