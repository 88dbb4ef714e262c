import { type Major, sinceMajor } from '../../majors.ts';

/** How far a C library function read, and what it made of it. */
export interface ReadNumber {
  readonly value: number;
  /** Offset of the first character that it did not take; 0 when it found no number. */
  readonly end: number;
  /** errno is ERANGE. */
  readonly outOfRange: boolean;
}

const integerText = /^[ \t\n\v\f\r]*([-+]?)(0[xX][0-9a-fA-F]+|0[0-7]*|[1-9][0-9]*)/;
const integerTextOfC23 = /^[ \t\n\v\f\r]*([-+]?)(0[xX][0-9a-fA-F]+|0[bB][01]+|0[0-7]*|[1-9][0-9]*)/;

// The C library that the builds of 17 and later use reads 0b11 as 3.
const integerTexts = { 10: integerText, 17: integerTextOfC23 } as const;
const realText =
  /^[ \t\n\v\f\r]*([-+]?)(0[xX](?:[0-9a-fA-F]+\.?[0-9a-fA-F]*|\.[0-9a-fA-F]+)(?:[pP][-+]?[0-9]+)?|(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?|infinity|inf|nan(?:\([A-Za-z0-9_]*\))?)/i;

const longest = 2n ** 63n;
const smallestNormal = 2.2250738585072014e-308;

/** strtol(text, &end, 0) with a 64-bit long: decimal, 0x hexadecimal, 0 octal. */
export function readInteger(text: string, major: Major): ReadNumber {
  const found = sinceMajor(integerTexts, major)!.exec(text);
  if (!found) return { value: 0, end: 0, outOfRange: false };
  const [whole, sign, digits] = found;
  const size = sizeOf(digits);
  const outOfRange = sign === '-' ? size > longest : size >= longest;
  return { value: sign === '-' ? Number(-size) : Number(size), end: whole.length, outOfRange };
}

/** strtoul(text, &end, 0) with 64 bits: as readInteger, but a minus sign wraps around. */
export function readUnsigned(
  text: string,
  major: Major,
): { value: bigint; end: number; outOfRange: boolean } {
  const found = sinceMajor(integerTexts, major)!.exec(text);
  if (!found) return { value: 0n, end: 0, outOfRange: false };
  const [whole, sign, digits] = found;
  const size = sizeOf(digits);
  const value = BigInt.asUintN(64, sign === '-' ? -size : size);
  return { value, end: whole.length, outOfRange: size >= 2n * longest };
}

function sizeOf(digits: string): bigint {
  return /^0[0-7]/.test(digits) ? BigInt(`0o${digits.slice(1)}`) : BigInt(digits);
}

/** strtod: decimal and hexadecimal floats, inf, nan. */
export function readReal(text: string): ReadNumber {
  const found = realText.exec(text);
  if (!found) return { value: 0, end: 0, outOfRange: false };
  const [whole, sign, body] = found;
  const size = realSize(body);
  const named = /^[in]/i.test(body);
  const nonzero = !named && /[1-9a-f]/i.test(body.replace(/^0x/i, '').replace(exponentOf(body), ''));
  const outOfRange = !named && (size === Number.POSITIVE_INFINITY || (nonzero && size < smallestNormal));
  return { value: sign === '-' ? -size : size, end: whole.length, outOfRange };
}

function exponentOf(body: string): string {
  return /^0x/i.test(body) ? (/p.*$/i.exec(body)?.[0] ?? '') : (/e.*$/i.exec(body)?.[0] ?? '');
}

function realSize(body: string): number {
  if (/^inf/i.test(body)) return Number.POSITIVE_INFINITY;
  if (/^nan/i.test(body)) return Number.NaN;
  return /^0x/i.test(body) ? hexadecimalSize(body) : Number(body);
}

function hexadecimalSize(body: string): number {
  const [digits, exponent = '0'] = body.slice(2).split(/p/i);
  const [whole, fraction = ''] = digits.split('.');
  const mantissa = Number(BigInt(`0x${whole}${fraction}`));
  return mantissa * 2 ** (Number(exponent) - 4 * fraction.length);
}

/** Rounds as rint() does: to the nearest integer, halves to the even one. */
export function roundHalfEven(value: number): number {
  const floor = Math.floor(value);
  const rest = value - floor;
  if (rest !== 0.5) return Math.round(value);
  return floor % 2 === 0 ? floor : floor + 1;
}

const infinities = { 10: 'inf', 12: 'Infinity' } as const;

/** printf("%g"): six significant digits. From 12 on the server has its own printf, with a long word for infinity. */
export function formatG(value: number, major: Major): string {
  if (!Number.isFinite(value)) return `${value < 0 ? '-' : ''}${sinceMajor(infinities, major)}`;
  if (value === 0) return Object.is(value, -0) ? '-0' : '0';
  const rounded = sixDigits(value);
  const [mantissa, power] = rounded.split('e');
  const exponent = Number(power);
  if (exponent >= -4 && exponent < 6) return withoutTrailingZeros(Number(rounded).toFixed(5 - exponent));
  const digits = String(Math.abs(exponent)).padStart(2, '0');
  return `${withoutTrailingZeros(mantissa)}e${exponent < 0 ? '-' : '+'}${digits}`;
}

/** Where `value` lies right between two, printf takes the even one and JavaScript the larger. */
function sixDigits(value: number): string {
  const lower = /^(-?\d\.\d{4}[02468])50+(e.*)$/.exec(value.toExponential(30));
  return lower ? lower[1] + lower[2] : value.toExponential(5);
}

function withoutTrailingZeros(digits: string): string {
  return digits.includes('.') ? digits.replace(/\.?0+$/, '') : digits;
}
