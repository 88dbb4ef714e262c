import type { SimpleCommand } from '../../commandLine.ts';
import type { Word } from '../../shellTokens.ts';

/** The program that a command runs, with what follows it. */
export interface Program {
  /** Without its folder. */
  readonly name: string;
  /** Options too. */
  readonly operands: readonly Word[];
}

/** Programs that run another one: how many words of theirs stand before it, besides options. */
const wrappers: ReadonlyMap<string, number> = new Map([
  ['sudo', 0],
  ['env', 0],
  ['nice', 0],
  ['ionice', 0],
  ['nohup', 0],
  ['exec', 0],
  ['command', 0],
  ['chronic', 0],
  ['time', 0],
  ['timeout', 1],
  ['envdir', 1],
  ['chpst', 0],
  ['setuidgid', 1],
  ['flock', 1],
]);

const optionsWithValue = /^-(?:[ucgnpeksTC]|-(?:user|group|adjustment|class|classdata|signal|kill-after))$/;

/** The program of a command behind `sudo`, `env`, `timeout 60` and the like; undefined for redirections alone. */
export function programOf(command: SimpleCommand): Program | undefined {
  const words = [...command.words];
  for (;;) {
    const first = words.shift();
    if (!first) return undefined;
    const name = first.text.slice(first.text.lastIndexOf('/') + 1);
    const own = wrappers.get(name);
    if (own === undefined || words.length === 0) return { name, operands: words };
    while (words.length && /^-|^[A-Za-z_]\w*=/.test(words[0].text)) {
      const option = words.shift()!;
      if (optionsWithValue.test(option.text)) words.shift();
    }
    words.splice(0, own);
  }
}
