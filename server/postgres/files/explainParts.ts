import type { Major } from '../majors.ts';
import { formatLsnOf } from './controlState.ts';
import type { ExplainedField, WalPlace } from './explained.ts';
import { type Member, type MemberValue, type Placed, readMember, viewOf } from './struct.ts';

/** What to say about a member: its meaning, and its value in words where the bare value says little. */
export interface Wording {
  readonly meaning: string;
  readonly value?: (value: MemberValue) => string;
  /** The place in WAL that a value stands for. */
  readonly wal?: (value: MemberValue) => WalPlace | undefined;
  readonly wrong?: boolean;
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
      const { meaning, value = plainValue, wal, wrong } = wordings[member.key];
      const held = readMember(bytes, member, littleEndian);
      const place = wal?.(held);
      return {
        name: member.name,
        offset: member.offset,
        length: member.length,
        value: value(held),
        meaning,
        ...(place && { wal: place }),
        ...(wrong && { wrong }),
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

/** `8192 bytes (8 kB)`: exact, and in the largest unit that divides it. */
export function bytesValue(value: MemberValue): string {
  const count = Number(value);
  const units = [
    [2 ** 30, 'GB'],
    [2 ** 20, 'MB'],
    [2 ** 10, 'kB'],
  ] as const;
  const unit = units.find(([size]) => count >= size && count % size === 0);
  return unit ? `${counted(count, 'byte')} (${count / unit[0]} ${unit[1]})` : counted(count, 'byte');
}

/** A checksum with whether it fits; undefined where that can't be told. */
export function checksum(meaning: string, fits: boolean | undefined): Wording {
  const verdict = fits === undefined ? '' : fits ? ' (correct)' : ' (wrong)';
  return {
    meaning,
    value: value => `0x${Number(value).toString(16).padStart(8, '0')}${verdict}`,
    wrong: fits === false,
  };
}

/** A 32-bit checksum at `offset`, as a field; nothing when the file ends before it. */
export function explainChecksum(bytes: Uint8Array, offset: number, fits: boolean): ExplainedField[] {
  if (bytes.length < offset + 4) return [];
  const { meaning, value, wrong } = checksum('CRC-32C of all bytes before it.', fits);
  const stored = viewOf(bytes).getUint32(offset, true);
  return [{ name: 'crc', offset, length: 4, value: value!(stored), meaning, ...(wrong && { wrong }) }];
}

/** An LSN of this cluster's WAL; 0 is none. `timeline` is the one it lies on, where the file tells. */
export function walWording(meaning: string, major: Major, timeline?: number): Wording {
  return {
    meaning,
    value: value => (value === 0n ? 'none' : formatLsnOf(major, value as bigint)),
    wal: value => (value === 0n ? undefined : { lsn: value as bigint, timeline }),
  };
}

/** An object identifier, 0 said in words. */
export function oidValue(none: string): (value: MemberValue) => string {
  return value => (value === 0 ? `0 (${none})` : String(value));
}

/** `a` or `an` list: `1 file`, `3 files`. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
