/** Offsets into the text of a file: `start` included, `end` not. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** The tokens of guc-file.l, with the comment, which the server's scanner drops. */
export type TokenKind =
  | 'id'
  | 'qualifiedId'
  | 'string'
  | 'unquoted'
  | 'integer'
  | 'real'
  | 'equals'
  | 'comment'
  | 'error';

export interface Token extends Span {
  readonly kind: TokenKind;
}

/** Why the server refuses a line, and what it calls its place. */
export interface LineFault {
  /** The token it stumbled over; undefined means the line ended too early. */
  readonly token?: Token;
  /** The server's own number for the line: one less than ours when the file ends early without a newline. */
  readonly serverLine: number;
}

/**
 * One line of a configuration file. No statement spans lines, so every line stands for itself. A faulty line
 * keeps the parts that were understood before the fault, for completion and hover.
 */
export interface ConfLine extends Span {
  /** Counts from 1. `end` excludes the newline (a carriage return before it belongs to the line). */
  readonly number: number;
  readonly tokens: readonly Token[];
  readonly name?: Token;
  readonly equals?: Token;
  readonly value?: Token;
  readonly comment?: Token;
  readonly fault?: LineFault;
}

/** A parsed file: every character lies in a token or is blank between tokens, so nothing is lost. */
export interface ConfTree {
  readonly text: string;
  readonly lines: readonly ConfLine[];
  /** Lines that the server reports: at most 100, then it abandons the file. */
  readonly faulty: readonly ConfLine[];
}

/** The text between two offsets. */
export function textOf(tree: ConfTree, span: Span): string {
  return tree.text.slice(span.start, span.end);
}

/** The line that holds an offset (the last one for an offset beyond the end). */
export function lineAt(tree: ConfTree, offset: number): ConfLine {
  let low = 0;
  let high = tree.lines.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (tree.lines[middle].start <= offset) low = middle;
    else high = middle - 1;
  }
  return tree.lines[low];
}
