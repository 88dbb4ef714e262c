import type { Major } from '../../postgres/majors.ts';

/** An option that a command takes: its letter, its long name and whether a value goes with it. */
export interface OptionSpec {
  readonly short?: string;
  readonly long: string;
  readonly value: 'none' | 'required' | 'optional';
  /** Only its whole name is taken, so that the abbreviations of the others stay what they are. */
  readonly whole?: boolean;
  /** The first major that has it; for those before only its whole name is taken. */
  readonly since?: Major;
}

/** One option as it was given. */
export interface GivenOption {
  readonly spec: OptionSpec;
  readonly value?: string;
}

/** The options before the first mistake, and the words that are none. */
export interface CommandWords {
  readonly options: readonly GivenOption[];
  readonly operands: readonly string[];
  /** What getopt_long says of the first mistake, without the program's name. */
  readonly mistake?: string;
}

/** Splits command-line words the way GNU getopt_long does: options anywhere, bundled letters, abbreviated names. */
export function splitCommand(
  args: readonly string[],
  specs: readonly OptionSpec[],
  major: Major,
): CommandWords {
  const options: GivenOption[] = [];
  const operands: string[] = [];
  for (let i = 0; i < args.length; i++) {
    const word = args[i];
    if (word === '--') {
      operands.push(...args.slice(i + 1));
      break;
    }
    if (!word.startsWith('-') || word === '-') {
      operands.push(word);
      continue;
    }
    const next = () => (i + 1 < args.length ? args[++i] : undefined);
    const mistake = word.startsWith('--')
      ? longOption(word, { specs, major }, options, next)
      : letters(word, specs, options, next);
    if (mistake) return { options, operands, mistake };
  }
  return { options, operands };
}

function longOption(
  word: string,
  { specs, major }: { readonly specs: readonly OptionSpec[]; readonly major: Major },
  options: GivenOption[],
  next: () => string | undefined,
): string | undefined {
  const at = word.indexOf('=');
  const name = at < 0 ? word.slice(2) : word.slice(2, at);
  const given = at < 0 ? undefined : word.slice(at + 1);
  const exact = specs.find(spec => spec.long === name);
  const candidates = exact
    ? [exact]
    : specs.filter(spec => !spec.whole && major >= (spec.since ?? major) && spec.long.startsWith(name));
  if (candidates.length === 0) return `unrecognized option '${word}'`;
  if (candidates.length > 1)
    return `option '${word}' is ambiguous; possibilities:${candidates.map(spec => ` '--${spec.long}'`).join('')}`;
  const [spec] = candidates;
  if (spec.value === 'none' && given !== undefined)
    return `option '--${spec.long}' doesn't allow an argument`;
  const value = given ?? (spec.value === 'required' ? next() : undefined);
  if (spec.value === 'required' && value === undefined) return `option '--${spec.long}' requires an argument`;
  options.push({ spec, value });
  return undefined;
}

function letters(
  word: string,
  specs: readonly OptionSpec[],
  options: GivenOption[],
  next: () => string | undefined,
): string | undefined {
  for (let i = 1; i < word.length; i++) {
    const letter = word[i];
    const spec = specs.find(each => each.short === letter);
    if (!spec) return `invalid option -- '${letter}'`;
    if (spec.value !== 'required') {
      options.push({ spec });
      continue;
    }
    const value = i + 1 < word.length ? word.slice(i + 1) : next();
    if (value === undefined) return `option requires an argument -- '${letter}'`;
    options.push({ spec, value });
    return undefined;
  }
  return undefined;
}
