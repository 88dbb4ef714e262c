const isCapital = (byte: number) => byte >= 0x41 && byte <= 0x5a;

/** UTF-8 of `text`, with ASCII's capitals made small: what `containsText` looks for. */
export function lowerBytes(text: string): Uint8Array {
  return new TextEncoder().encode(text).map(byte => (isCapital(byte) ? byte | 0x20 : byte));
}

/** Whether the first `length` bytes hold `wanted` (made by `lowerBytes`); ASCII's capitals count as small ones. */
export function containsText(bytes: Uint8Array, length: number, wanted: Uint8Array): boolean {
  const last = length - wanted.length;
  for (let from = 0; from <= last; from++) {
    let same = 0;
    while (same < wanted.length && lower(bytes[from + same]) === wanted[same]) same++;
    if (same === wanted.length) return true;
  }
  return false;
}

const lower = (byte: number) => (isCapital(byte) ? byte | 0x20 : byte);
