import type { Span } from './tree.ts';

/** One parameter of a connection string. Offsets are into the string. */
export interface ConninfoParameter {
  readonly keyword: string;
  /** Without quotes, escapes and percent-encoding. */
  readonly value: string;
  /** Undefined for the parts of a URI that have no keyword written, such as its host. */
  readonly keywordSpan?: Span;
  /** With quotes. */
  readonly valueSpan: Span;
}

/** Why libpq refuses the string, in its own words. */
export interface ConninfoRefusal extends Span {
  readonly message: string;
}

export interface Conninfo {
  readonly form: 'keywords' | 'uri';
  /** In the order of writing; of several with one keyword the last counts. What stands before a refusal is kept. */
  readonly parameters: readonly ConninfoParameter[];
  readonly refusal?: ConninfoRefusal;
}
