import { type ConfLine, type ConfTree, lineAt, type Span, type Token } from '../../postgres/conf/tree.ts';

/** The name of a line, or where one would stand. */
export interface NamePlace {
  readonly kind: 'name';
  readonly line: ConfLine;
  readonly span: Span;
}

/** The value of a line, or where one would stand, quotes included. */
export interface ValuePlace {
  readonly kind: 'value';
  readonly line: ConfLine;
  readonly name: Token;
  readonly span: Span;
  /** The text of the value: inside the quotes when it has them. */
  readonly inner: Span;
  readonly quoted: boolean;
  /** A quoted value without its closing quote. */
  readonly unclosed: boolean;
}

export interface CommentPlace {
  readonly kind: 'comment';
  readonly line: ConfLine;
  readonly span: Span;
}

/** What a cursor stands at in a configuration file; undefined where nothing can be written. */
export type Place = NamePlace | ValuePlace | CommentPlace;

export function placeAt(tree: ConfTree, offset: number): Place | undefined {
  const line = lineAt(tree, offset);
  const { name, comment } = line;
  if (comment && offset > comment.start) return { kind: 'comment', line, span: comment };
  if (!name) return placeWithoutName(line, offset);
  if (offset <= name.end) {
    const span = offset < name.start ? { start: offset, end: offset } : name;
    return { kind: 'name', line, span };
  }
  const value = valuePlace(tree, line, name);
  if (offset > value.span.end && offset > value.inner.end) return undefined;
  if (line.equals && offset < line.equals.end) return undefined;
  if (offset >= value.span.start) return value;
  const empty = value.span.start === value.span.end;
  return { ...value, span: { start: offset, end: empty ? offset : value.span.end } };
}

function placeWithoutName(line: ConfLine, offset: number): NamePlace | undefined {
  const first = line.tokens[0];
  if (first && offset > first.end) return undefined;
  const span =
    first && first.kind !== 'comment' && offset >= first.start ? first : { start: offset, end: offset };
  return { kind: 'name', line, span };
}

/** The value of a line as it is written, whole or not. */
export function valuePlace(tree: ConfTree, line: ConfLine, name: Token): ValuePlace {
  const from = line.equals?.end ?? name.end;
  const rest = tree.text.slice(from, line.comment?.start ?? line.end);
  const body = rest.trim();
  const start = body === '' ? from + rest.length : from + rest.indexOf(body);
  const written = { start, end: start + body.length };
  if (!body.startsWith("'"))
    return { kind: 'value', line, name, span: written, inner: written, quoted: false, unclosed: false };
  const closed = line.value?.kind === 'string' && line.value.start === start;
  const span = closed ? line.value! : written;
  const inner = { start: span.start + 1, end: closed ? span.end - 1 : span.end };
  return { kind: 'value', line, name, span, inner, quoted: true, unclosed: !closed };
}
