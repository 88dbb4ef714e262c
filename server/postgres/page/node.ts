import type { FieldNode } from '../wal/describe/description.ts';

/** A field of a page. */
export function node(
  name: string,
  offset: number,
  length: number,
  text: string,
  meaning?: string,
  unit?: string,
): FieldNode {
  return { name, offset, length, text, meaning, unit };
}
