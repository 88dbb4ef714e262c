/** One scratch cluster of a real server, asked without ever listening: single-user mode and `postgres -C`. */
import { spawnSync } from 'node:child_process';
import { chmodSync, chownSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

// Servers refuse to run as root.
const nobody = 65534;
const identity = process.getuid?.() === 0 ? { uid: nobody, gid: nobody } : {};
const environment = { ...process.env, LC_ALL: 'C', TZ: 'UTC' };

/** A new cluster made with the programs in `bin`; `close()` removes it. */
export function openCluster(bin) {
  const folder = mkdtempSync(join(tmpdir(), 'walscope-catalogue-'));
  if (identity.uid !== undefined) chownSync(folder, nobody, nobody);
  chmodSync(folder, 0o700);
  const data = join(folder, 'data');
  const run = (program, args, input) =>
    spawnSync(join(bin, program), args, {
      ...identity,
      input,
      env: environment,
      cwd: folder,
      encoding: 'utf8',
      maxBuffer: 64 * 1024 * 1024,
    });
  const made = run('initdb', ['-D', data, '-U', 'postgres', '--no-sync', '-A', 'trust']);
  if (made.status !== 0) throw new Error(`initdb of ${bin}: ${made.stderr}`);
  return {
    data,
    /** The first column of every row that the statements give, its name and text, and what went to stderr. */
    ask(statements) {
      const { stdout, stderr } = run(
        'postgres',
        ['--single', '-j', '-D', data, 'template1'],
        `${statements.join(';\n\n')};\n\n`,
      );
      const rows = [...stdout.matchAll(/\t 1: (\S+) = "(.*?)"\t\(typeid/gs)];
      return { rows: rows.map(([, name, value]) => ({ name, value })), stderr };
    },
    /** The value that the starting server has, or undefined when it refuses it. */
    valueWith(name, value) {
      const { status, stdout } = run('postgres', ['-D', data, '-c', `${name}=${value}`, '-C', name]);
      return status === 0 ? stdout.replace(/\n$/, '') : undefined;
    },
    version: () => run('postgres', ['--version']).stdout.trim(),
    describe: () => run('postgres', ['--describe-config']).stdout,
    close: () => rmSync(folder, { recursive: true, force: true }),
  };
}
