import type { ExplainedField } from './explain.ts';
import { type Member, type MemberValue, type Placed, readMember } from './struct.ts';

/** What to say about a member: its meaning, and its value in words where the bare value says little. */
export interface Wording {
  readonly meaning: string;
  readonly value?: (value: MemberValue) => string;
}

/** The members that lie inside of the file, each with what `wordings` say of it. */
export function explainMembers<K extends PropertyKey>(
  bytes: Uint8Array,
  members: readonly (Member<K> & Placed)[],
  wordings: Readonly<Record<K, Wording>>,
  littleEndian = true,
): ExplainedField[] {
  return members
    .filter(({ offset, length }) => offset + length <= bytes.length)
    .map(member => {
      const { meaning, value = plainValue } = wordings[member.key];
      const held = readMember(bytes, member, littleEndian);
      return {
        name: member.name,
        offset: member.offset,
        length: member.length,
        value: value(held),
        meaning,
      };
    });
}

/** A part that holds `children` and reaches from the first to the end of the last. */
export function part(name: string, meaning: string, children: readonly ExplainedField[]): ExplainedField[] {
  if (children.length === 0) return [];
  const offset = Math.min(...children.map(child => child.offset));
  const end = Math.max(...children.map(child => child.offset + child.length));
  return [{ name, offset, length: end - offset, value: '', meaning, children }];
}

function plainValue(value: MemberValue): string {
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return String(value);
}

/** `8192 (8 kB)`: exact, and in the largest unit that divides it. */
export function bytesValue(value: MemberValue): string {
  const count = Number(value);
  const units = [
    [2 ** 30, 'GB'],
    [2 ** 20, 'MB'],
    [2 ** 10, 'kB'],
  ] as const;
  const unit = units.find(([size]) => count >= size && count % size === 0);
  return unit ? `${count} (${count / unit[0]} ${unit[1]})` : String(count);
}

/** A checksum with whether it fits. */
export function checksumValue(fits: boolean): (value: MemberValue) => string {
  return value => `0x${Number(value).toString(16).padStart(8, '0')} (${fits ? 'correct' : 'wrong'})`;
}

/** An object identifier, 0 said in words. */
export function oidValue(none: string): (value: MemberValue) => string {
  return value => (value === 0 ? `0 (${none})` : String(value));
}

/** `a` or `an` list: `1 file`, `3 files`. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
