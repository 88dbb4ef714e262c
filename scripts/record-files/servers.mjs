// Programs of PostgreSQL servers of several majors, run as an ordinary user.
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

const environment = {
  PATH: process.env.PATH,
  LC_ALL: 'C',
  TZ: 'UTC',
  PGTZ: 'UTC',
  PGUSER: 'postgres',
};

/** The path of a program in `servers`: that of `major`, or of the nearest newer one that has it. */
export function program(servers, name, major) {
  for (let m = major; m <= 19; m++)
    for (const kind of ['debian', 'embedded']) {
      const path = join(servers, kind, String(m), 'bin', name);
      if (existsSync(path)) return path;
    }
  throw new Error(`no ${name} for ${major}`);
}

/** What a program prints on stdout; root becomes nobody. Throws when it fails. */
export function run(command, args, options = {}) {
  const asNobody = process.getuid() === 0;
  const full = asNobody ? ['runuser', '-u', 'nobody', '--', command, ...args] : [command, ...args];
  return execFileSync(full[0], full.slice(1), {
    env: environment,
    cwd: '/tmp',
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    ...options,
  });
}

/** What a program prints and its exit status, also when it fails. */
export function attempt(command, args) {
  try {
    return { stdout: run(command, args), stderr: '', status: 0 };
  } catch (error) {
    return { stdout: String(error.stdout), stderr: String(error.stderr), status: error.status };
  }
}

/** Writes `content` to `path` as the user the servers run as; `append` keeps what is there. */
export function write(path, content, append = false) {
  run('tee', [...(append ? ['-a'] : []), path], { input: content, stdio: ['pipe', 'ignore', 'pipe'] });
}

/**
 * What one statement prints on the server behind /tmp and `port`, without header and alignment.
 * @param {string} psql @param {number | string} port @param {string} text @param {string} [database]
 */
export const query = (psql, port, text, database = 'postgres') =>
  run(psql, [
    ...['-h', '/tmp', '-p', port, '-d', database],
    ...['-AtqX', '-v', 'ON_ERROR_STOP=1', '-c', text],
  ]).trim();
