import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

/** What a run took: seconds by the clock and of processor time, memory at its peak in MB. */
export interface Taken {
  readonly seconds: number;
  readonly processorSeconds?: number;
  readonly megabytes?: number;
}

const time = '/usr/bin/time';
const hasTime = existsSync(time);

/** Runs a program, its output thrown away; processor time and memory are known where there is GNU time. */
function measureOnce(command: string, args: readonly string[], cwd: string): Taken {
  const begin = performance.now();
  const words = hasTime ? [time, '-f', '%U %S %M', command, ...args] : [command, ...args];
  const { stderr, error } = spawnSync(words[0], words.slice(1), {
    cwd,
    stdio: ['ignore', 'ignore', 'pipe'],
    encoding: 'utf8',
  });
  if (error) throw error;
  const seconds = (performance.now() - begin) / 1000;
  const [user, system, kilobytes] = (stderr.trim().split('\n').at(-1) ?? '').split(' ').map(Number);
  return hasTime ? { seconds, processorSeconds: user + system, megabytes: kilobytes / 1024 } : { seconds };
}

/** The median by time of `repeat` runs, after one that brings the files into memory. */
export function measure(command: string, args: readonly string[], cwd: string, repeat: number): Taken {
  measureOnce(command, args, cwd);
  const runs = Array.from({ length: repeat }, () => measureOnce(command, args, cwd));
  return runs.sort((a, b) => a.seconds - b.seconds)[Math.floor(repeat / 2)];
}

export function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
}
