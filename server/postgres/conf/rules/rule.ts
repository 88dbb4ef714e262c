import type { Entry } from '../configuration.ts';
import type { Problem, RelatedPlace, Severity } from '../problem.ts';
import type { Span } from '../tree.ts';
import type { RuleContext } from './context.ts';

/** A replacement in a file. */
export interface ConfEdit {
  readonly file: string;
  readonly span: Span;
  readonly text: string;
}

/** A change that a user can ask for. */
export interface Fix {
  readonly title: string;
  readonly edits: readonly ConfEdit[];
}

/** What a rule found, before it is placed in the file. */
export interface Finding {
  /** The line that it is about. */
  readonly entry: Entry;
  /** Offsets into the entry's value; the whole value when absent. */
  readonly part?: Span;
  /** Why, in a line, and what to do. */
  readonly message: string;
  /** Where it differs from the rule's. */
  readonly severity?: Severity;
  readonly fixes?: readonly Fix[];
  readonly related?: readonly RelatedPlace[];
}

/** Advice that an experienced operator would give. */
export interface Rule {
  /** Stable name in kebab-case; what users switch off. */
  readonly code: string;
  readonly severity: Severity;
  /** One line for lists of rules. */
  readonly title: string;
  /** A few sentences for the documentation: why it matters and what to do. */
  readonly why: string;
  /** Lines that the rule speaks about, for the documentation and its test. */
  readonly example: string;
  /** The same, better. */
  readonly better: string;
  readonly check: (context: RuleContext) => Iterable<Finding>;
}

/** A rule's finding as a problem at its place, with the changes that would settle it. */
export interface Advice extends Problem {
  readonly fixes: readonly Fix[];
}
