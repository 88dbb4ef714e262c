import type { ConfFile } from '../../../postgres/conf/configuration.ts';
import type { ConfEdit, Fix } from '../../../postgres/conf/rules/rule.ts';
import { type ConfLine, type Span, textOf } from '../../../postgres/conf/tree.ts';
import type { Major } from '../../../postgres/majors.ts';

/** A line with something to put right. */
export interface FixContext {
  readonly file: ConfFile;
  readonly line: ConfLine;
  readonly major: Major;
  /** The file is recovery.conf, with names of its own. */
  readonly recoveryConf: boolean;
}

/** A change that is offered; a preferred one is right without a second thought. */
export interface OfferedFix extends Fix {
  readonly preferred?: boolean;
}

/** The fixes for a diagnostic of one code. */
export type Fixer = (context: FixContext) => OfferedFix[];

export function replace({ file }: Pick<FixContext, 'file'>, span: Span, text: string): ConfEdit {
  return { file: file.path, span, text };
}

/** Turns a line into a comment. */
export function commentOut({ file, line }: Pick<FixContext, 'file' | 'line'>): ConfEdit {
  const first = line.tokens[0]?.start ?? line.start;
  return { file: file.path, span: { start: first, end: first }, text: '#' };
}

/** The same as a fix. */
export function commentedOut(context: FixContext, title = 'Comment out this line'): OfferedFix {
  return { title, edits: [commentOut(context)] };
}

/** Everything behind the name and the equals sign, as written, without a comment. */
export function writtenValue({ file: { tree }, line }: FixContext): Span {
  const start = line.equals?.end ?? line.name?.end ?? line.start;
  const text = textOf(tree, { start, end: line.comment?.start ?? line.end });
  const blank = text.length - text.trimStart().length;
  return { start: start + blank, end: start + text.trimEnd().length };
}
