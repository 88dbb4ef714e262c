import { type Major, sinceMajor } from '../../postgres/majors.ts';

type Since<T> = { readonly [M in Major]?: T };
type Sentence = (value: string) => string;

/** pg_waldump's sentences about wrong options, by major. PostgreSQL: main in bin/pg_waldump/pg_waldump.c. */
const sentences = {
  end: {
    10: value => `could not parse end WAL location "${value}"`,
    15: value => `invalid WAL location: "${value}"`,
  },
  start: {
    10: value => `could not parse start WAL location "${value}"`,
    15: value => `invalid WAL location: "${value}"`,
  },
  limit: {
    10: value => `could not parse limit "${value}"`,
    15: value => `invalid value "${value}" for option -n/--limit`,
  },
  timeline: {
    10: value => `could not parse timeline "${value}"`,
    15: value => `invalid timeline specification: "${value}"`,
    16: value => `invalid value "${value}" for option -t/--timeline`,
  },
  xid: {
    10: value => `could not parse "${value}" as a transaction ID`,
    15: value => `invalid transaction ID specification: "${value}"`,
  },
  stats: {
    10: value => `unrecognized argument to --stats: ${value}`,
    15: value => `unrecognized value for option --stats: ${value}`,
  },
} satisfies Record<string, Since<Sentence>>;

/** What pg_waldump of `major` says of a value it cannot take. */
export function refusal(option: keyof typeof sentences, value: string, major: Major): string {
  return sinceMajor<Sentence>(sentences[option], major)!(value);
}

/**
 * How pg_waldump of `major` prints a mistake in its arguments: 10 and 11 without a severity.
 * PostgreSQL: common/logging.c since 12.
 */
export function argumentError(command: string, message: string, major: Major, detail?: string): string {
  const severity = sinceMajor<string>({ 10: '', 12: 'error: ' }, major)!;
  const more = detail === undefined ? '' : `walscope: detail: ${detail}\n`;
  return `walscope: ${severity}${message}\n${more}${helpHint(command, major)}`;
}

/** What pg_waldump of `major` prints after any mistake in its arguments. */
export function helpHint(command: string, major: Major): string {
  const hint = sinceMajor<string>({ 10: '', 15: 'walscope: hint: ' }, major)!;
  return `${hint}Try "walscope ${command} --help" for more information.\n`;
}

/** What pg_waldump of `major` says of a folder in --path that it cannot open. */
export function badPath(path: string, reason: string, major: Major): string {
  const sentence = sinceMajor<string>(
    { 10: `path "${path}" could not be opened`, 13: `could not open directory "${path}"` },
    major,
  );
  return `${sentence}: ${reason}`;
}
