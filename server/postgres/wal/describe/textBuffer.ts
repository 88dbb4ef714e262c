/** The digits of 00 to 99, so that numbers are written two digits at a time. */
const tens = Uint8Array.from({ length: 100 }, (_, i) => 0x30 + Math.floor(i / 10));
const ones = Uint8Array.from({ length: 100 }, (_, i) => 0x30 + (i % 10));
const encoder = new TextEncoder();

const hexDigits = [encoder.encode('0123456789abcdef'), encoder.encode('0123456789ABCDEF')] as const;
const zero = 0x30;
const space = 0x20;

/** Encodes a constant of a description once; `TextBuffer.put` copies it. */
export function constant(text: string): Uint8Array {
  return encoder.encode(text);
}

/**
 * A growing buffer of UTF-8 text written number by number, without strings in between: formatting is what a
 * dump spends its time on. Text of the log itself (restore point names, messages) goes in as raw bytes.
 */
export class TextBuffer {
  bytes: Uint8Array;
  length = 0;

  constructor(capacity = 1 << 12) {
    this.bytes = new Uint8Array(capacity);
  }

  /** Makes room for `count` more bytes. */
  reserve(count: number): void {
    if (this.length + count <= this.bytes.length) return;
    const larger = new Uint8Array(Math.max(this.bytes.length * 2, this.length + count));
    larger.set(this.bytes.subarray(0, this.length));
    this.bytes = larger;
  }

  /** Appends bytes made by `constant`. */
  put(text: Uint8Array): void {
    const count = text.length;
    this.reserve(count);
    const { bytes, length } = this;
    for (let i = 0; i < count; i++) bytes[length + i] = text[i];
    this.length = length + count;
  }

  /** Appends a range of raw bytes. */
  raw(source: Uint8Array, from: number, to: number): void {
    this.reserve(to - from);
    this.bytes.set(source.subarray(from, to), this.length);
    this.length += to - from;
  }

  /** Appends text that is not worth a constant. */
  text(text: string): void {
    this.reserve(text.length * 3);
    let at = this.length;
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i);
      if (code > 0x7f) {
        this.put(constant(text));
        return;
      }
      this.bytes[at++] = code;
    }
    this.length = at;
  }

  byte(code: number): void {
    this.reserve(1);
    this.bytes[this.length++] = code;
  }

  /** `%u` */
  u32(value: number): void {
    this.reserve(10);
    this.#decimal(value, digitsOf(value));
  }

  /** `%*u`: right-aligned in `width`, which is 10 at the most. */
  u32Padded(value: number, width: number): void {
    this.reserve(10);
    const count = digitsOf(value);
    for (let i = count; i < width; i++) this.bytes[this.length++] = space;
    this.#decimal(value, count);
  }

  #decimal(value: number, count: number): void {
    const { bytes } = this;
    let at = this.length + count;
    this.length = at;
    while (value >= 100) {
      const rest = (value / 100) >>> 0;
      const pair = value - rest * 100;
      bytes[--at] = ones[pair];
      bytes[--at] = tens[pair];
      value = rest;
    }
    bytes[--at] = ones[value];
    if (value >= 10) bytes[--at] = tens[value];
  }

  /** `%0*u`: `value`, which has no more digits than that, in `width` digits. */
  digits(value: number, width: number): void {
    this.reserve(width);
    const zeros = width - digitsOf(value);
    for (let i = 0; i < zeros; i++) this.bytes[this.length++] = zero;
    this.#decimal(value, width - zeros);
  }

  /** `%d` */
  i32(value: number): void {
    if (value < 0) {
      this.byte(0x2d);
      this.u32(-value);
    } else {
      this.u32(value);
    }
  }

  /** `%llu` or `%lld` */
  u64(value: bigint): void {
    this.text(value.toString());
  }

  /** `%x` or `%X`, with zeros up to `width`. */
  hex(value: number, width: number, capitals: boolean): void {
    this.reserve(8);
    const digits = hexDigits[capitals ? 1 : 0];
    let count = value === 0 ? 1 : (35 - Math.clz32(value)) >> 2;
    if (count < width) count = width;
    const { bytes } = this;
    let at = this.length + count;
    this.length = at;
    for (let i = 0; i < count; i++) {
      bytes[--at] = digits[value & 15];
      value >>>= 4;
    }
  }

  /** Bytes as pairs of hexadecimal digits with spaces between: `48 69`. */
  hexBytes(source: Uint8Array, from: number, to: number): void {
    this.reserve(3 * (to - from));
    const [, digits] = hexDigits;
    const { bytes } = this;
    let at = this.length;
    for (let i = from; i < to; i++) {
      if (i > from) bytes[at++] = space;
      bytes[at++] = digits[source[i] >> 4];
      bytes[at++] = digits[source[i] & 15];
    }
    this.length = at;
  }

  /** `%X/%X` or, padded, `%X/%08X` */
  lsn(high: number, low: number, padded: boolean): void {
    this.hex(high, 1, true);
    this.byte(0x2f);
    this.hex(low, padded ? 8 : 1, true);
  }

  /** The text from byte `from` on; bytes that are not UTF-8 become U+FFFD. */
  toString(from = 0): string {
    return new TextDecoder().decode(this.bytes.subarray(from, this.length));
  }
}

function digitsOf(value: number): number {
  if (value < 100_000) return value < 10 ? 1 : value < 100 ? 2 : value < 1000 ? 3 : value < 10_000 ? 4 : 5;
  return value < 1e6 ? 6 : value < 1e7 ? 7 : value < 1e8 ? 8 : value < 1e9 ? 9 : 10;
}
