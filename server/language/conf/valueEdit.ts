import type { Span } from '../../postgres/conf/tree.ts';
import type { ValuePlace } from './place.ts';
import { escapeQuoted, writeValue } from './quote.ts';

/** What a new value replaces: what the quotes hold when there are some. */
export function replacedSpan(place: ValuePlace): Span {
  return place.quoted ? place.inner : place.span;
}

/** A value as its place needs it: with quotes unless they are there, with an equals sign when none is. */
export function valueInPlace(place: ValuePlace, value: string): string {
  if (place.quoted) return escapeQuoted(value) + closing(place);
  return opening(place) + writeValue(value);
}

/** What must come before a value. */
export function opening({ line }: ValuePlace): string {
  return line.equals ? '' : '= ';
}

/** What must come behind a value in quotes. */
export function closing({ unclosed }: ValuePlace): string {
  return unclosed ? "'" : '';
}
