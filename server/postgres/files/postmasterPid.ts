import type { Reading } from './problem.ts';

/** A postmaster.pid: a server runs on the data directory, or did when it was copied or crashed. */
export interface PostmasterPid {
  /** Process id; negative for a single-user backend. */
  readonly pid?: number;
  readonly dataDirectory?: string;
  /** Seconds since 1970. */
  readonly startTime?: number;
  readonly port?: number;
  readonly socketDirectory?: string;
  /** First address of listen_addresses; `*` for all, empty for none. */
  readonly listenAddress?: string;
  /** Key and id of the shared memory segment. */
  readonly sharedMemory?: string;
  /** `starting`, `stopping`, `ready` or `standby`. */
  readonly status?: string;
}

/** A postmaster.pid; lines that are not written yet are undefined. PostgreSQL: utils/pidfile.h, CreateLockFile. */
export function parsePostmasterPid(text: string): Reading<PostmasterPid> {
  const lines = text.split('\n').slice(0, -1);
  const number = (line: string | undefined) =>
    /^-?\d+$/.test(line?.trim() ?? '') ? Number(line) : undefined;
  const value = {
    pid: leadingNumber(text) || undefined,
    dataDirectory: lines[1],
    startTime: number(lines[2]),
    port: number(lines[3]),
    socketDirectory: lines[4],
    listenAddress: lines[5]?.trim(),
    sharedMemory: lines[6]?.trim(),
    status: lines[7]?.trim(),
  };
  if (value.pid !== undefined) return { value, problems: [] };
  const problem =
    text === ''
      ? {
          message: 'lock file "postmaster.pid" is empty',
          hint: 'Either another server is starting, or the lock file is the remnant of a previous server startup crash.',
        }
      : { message: `bogus data in lock file "postmaster.pid": "${text}"` };
  return { value, problems: [{ level: 'FATAL', ...problem, offset: 0, line: 1 }] };
}

/** What C's atoi makes of a text: the number that it begins with, else 0. */
function leadingNumber(text: string): number {
  return Number(/^\s*([+-]?\d+)/.exec(text)?.[1] ?? 0);
}
