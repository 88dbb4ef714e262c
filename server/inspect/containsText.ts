const isCapital = (byte: number) => byte >= 0x41 && byte <= 0x5a;
const lower = (byte: number) => (isCapital(byte) ? byte | 0x20 : byte);

/** UTF-8 of `text`, with ASCII's capitals made small: what `containsText` looks for. */
export function lowerBytes(text: string): Uint8Array {
  return new TextEncoder().encode(text).map(lower);
}

/** Whether the first `length` bytes hold `wanted` (made by `lowerBytes`); ASCII's capitals count as small ones. */
export function containsText(bytes: Uint8Array, length: number, wanted: Uint8Array): boolean {
  if (wanted.length === 0) return true;
  const last = length - wanted.length;
  const small = wanted[0];
  const capital = small >= 0x61 && small <= 0x7a ? small & ~0x20 : small;
  for (let from = 0; from <= last; from++) {
    const first = bytes[from];
    if ((first === small || first === capital) && matchesAt(bytes, from, wanted)) return true;
  }
  return false;
}

function matchesAt(bytes: Uint8Array, from: number, wanted: Uint8Array): boolean {
  for (let at = 1; at < wanted.length; at++) if (lower(bytes[from + at]) !== wanted[at]) return false;
  return true;
}
