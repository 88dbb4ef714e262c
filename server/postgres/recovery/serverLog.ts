import type { ForecastOutcome, LogLevel, LogLine } from './forecastTypes.ts';

/** What a message has besides its first line. */
export type LogRest = Pick<LogLine, 'detail' | 'hint' | 'context'>;

/** How the forecast comes to its end; thrown, as it may happen at any depth. */
export class RecoveryEnds extends Error {
  readonly outcome: ForecastOutcome | null;
  /** Of the startup process; undefined where the postmaster ends by itself, or nothing ends. */
  readonly startupExit?: 'exit 1' | 'abort' | 'shutdown';

  constructor(outcome: ForecastOutcome | null, startupExit?: RecoveryEnds['startupExit']) {
    super('recovery ends');
    this.outcome = outcome;
    this.startupExit = startupExit;
  }
}

/** Something that files do not tell decides how it goes on. */
export class Unknowable extends Error {}

/** The lines that the server writes. */
export class ServerLog {
  readonly lines: LogLine[] = [];
  /** Describes the record that is being replayed: the context of warnings and errors, and of what is said then. */
  describe: (() => string) | undefined;
  /** Most lines that are kept: an archive of a million segments has as many. */
  readonly #most = 20_000;
  overflowed = false;

  add(level: LogLevel, text: string, rest: LogRest = {}, proc: LogLine['proc'] = 'startup'): void {
    if (this.lines.length >= this.#most && level === 'LOG') {
      this.overflowed = true;
      return;
    }
    const context = proc === 'startup' ? this.describe?.() : undefined;
    this.lines.push({ level, proc, text, ...defined({ ...rest, context }) });
  }

  log(text: string, rest?: LogRest): void {
    this.add('LOG', text, rest);
  }

  /** The startup process gives up. */
  fatal(text: string, rest?: LogRest): never {
    this.add('FATAL', text, rest);
    throw new RecoveryEnds('fatal', 'exit 1');
  }

  /** The startup process aborts. */
  panic(text: string, rest?: LogRest): never {
    this.add('PANIC', text, rest);
    throw new RecoveryEnds('fatal', 'abort');
  }

  /** The postmaster gives up before there is a startup process. */
  refuseStart(level: LogLevel, text: string, rest?: LogRest): never {
    this.add(level, text, rest, 'postmaster');
    throw new RecoveryEnds('fatal');
  }

  postmaster(text: string): void {
    this.add('LOG', text, {}, 'postmaster');
  }
}

function defined(rest: LogRest): LogRest {
  return Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined));
}
