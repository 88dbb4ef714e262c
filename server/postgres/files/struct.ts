/** A C type as it lies in a file of a 64-bit machine. `name` is NameData: 64 bytes, ended by a zero. */
export type CType =
  | 'bool'
  | 'uint16'
  | 'int32'
  | 'uint32'
  | 'int64'
  | 'uint64'
  | 'double'
  | 'name'
  | 'bytes32';

/** A member of a C structure: the property it becomes here, and its C name. */
export interface Member<K extends PropertyKey> {
  readonly key: K;
  readonly name: string;
  readonly type: CType;
  /** It is the last of an embedded structure, behind which the compiler pads. */
  readonly endsEmbedded?: boolean;
}

/** A member at its place: bytes from the start of the structure, and its length in bytes. */
export interface Placed {
  readonly offset: number;
  readonly length: number;
}

const sizes: Readonly<Record<CType, number>> = {
  bool: 1,
  uint16: 2,
  int32: 4,
  uint32: 4,
  int64: 8,
  uint64: 8,
  double: 8,
  name: 64,
  bytes32: 32,
};

/** Rounds `at` up to a multiple of `to`. PostgreSQL: MAXALIGN with `to` = 8. */
export function alignUp(at: number, to: number): number {
  return Math.ceil(at / to) * to;
}

/** Places members as a C compiler does; `alignment` is that of 64-bit numbers, 4 on 32-bit x86. */
export function placeMembers<M extends Member<PropertyKey>>(
  members: readonly M[],
  alignment: 4 | 8 = 8,
): readonly (M & Placed)[] {
  let at = 0;
  return members.map(member => {
    const length = sizes[member.type];
    const isArray = member.type === 'name' || member.type === 'bytes32';
    const offset = alignUp(at, isArray ? 1 : Math.min(length, alignment));
    at = offset + length;
    if (member.endsEmbedded) at = alignUp(at, alignment);
    return { ...member, offset, length };
  });
}

/** sizeof() of a structure with these members. */
export function structSize(members: readonly Placed[], alignment: 4 | 8 = 8): number {
  const last = members[members.length - 1];
  return alignUp(last.offset + last.length, alignment);
}

/** What a member holds: 64-bit integers are bigint, `name` is text, `bytes32` lower-case hexadecimal. */
export type MemberValue = number | bigint | boolean | string;

/** Reads one member; it has to be inside of `bytes` when the structure begins at `base`. */
export function readMember(
  bytes: Uint8Array,
  member: Member<PropertyKey> & Placed,
  littleEndian = true,
  base = 0,
): MemberValue {
  const view = viewOf(bytes);
  const at = base + member.offset;
  switch (member.type) {
    case 'bool':
      return view.getUint8(at) !== 0;
    case 'uint16':
      return view.getUint16(at, littleEndian);
    case 'int32':
      return view.getInt32(at, littleEndian);
    case 'uint32':
      return view.getUint32(at, littleEndian);
    case 'int64':
      return view.getBigInt64(at, littleEndian);
    case 'uint64':
      return view.getBigUint64(at, littleEndian);
    case 'double':
      return view.getFloat64(at, littleEndian);
    case 'name':
      return readText(bytes.subarray(at, at + member.length));
    case 'bytes32':
      return toHex(bytes.subarray(at, at + member.length));
  }
}

/** All members of a structure that is inside of `bytes`, by key. */
export function readStruct(
  bytes: Uint8Array,
  members: readonly (Member<PropertyKey> & Placed)[],
  littleEndian = true,
): Record<PropertyKey, MemberValue> {
  return Object.fromEntries(members.map(member => [member.key, readMember(bytes, member, littleEndian)]));
}

/** The text up to the first zero byte. */
export function readText(bytes: Uint8Array): string {
  const end = bytes.indexOf(0);
  return new TextDecoder().decode(end < 0 ? bytes : bytes.subarray(0, end));
}

/** Two lower-case digits a byte. */
export function toHex(bytes: Uint8Array): string {
  return Array.from(bytes, byte => byte.toString(16).padStart(2, '0')).join('');
}

export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
