/** Bytes of a header, and what contents are padded to. PostgreSQL: TAR_BLOCK_SIZE in include/pgtar.h. */
export const tarBlock = 512;

/** One header of a tar archive. */
export interface TarHeader {
  readonly name: string;
  /** The letter that tells what follows: `0` a file, `5` a folder, `x` more about the next entry ... */
  readonly type: string;
  /** Bytes of content. */
  readonly size: number;
}

/** Where a header's fields lie. PostgreSQL: enum tarHeaderOffset in include/pgtar.h. */
const field = {
  name: [0, 100],
  size: [124, 12],
  checksum: [148, 8],
  type: [156, 1],
  magic: [257, 6],
  prefix: [345, 155],
} as const;

/**
 * Reads a header of the POSIX or the GNU format; `end` for the zeros that end an archive, undefined for anything else.
 * PostgreSQL: isValidTarHeader in port/tar.c, astreamer_tar_header in fe_utils/astreamer_tar.c.
 */
export function readTarHeader(block: Uint8Array): TarHeader | 'end' | undefined {
  if (block.every(byte => byte === 0)) return 'end';
  if (number(block, ...field.checksum) !== checksum(block)) return undefined;
  const magic = text(block, ...field.magic);
  if (!magic.startsWith('ustar')) return undefined;
  const size = number(block, ...field.size);
  if (!Number.isSafeInteger(size)) return undefined;
  const prefix = magic === 'ustar' ? text(block, ...field.prefix) : '';
  const name = text(block, ...field.name);
  return { name: prefix ? `${prefix}/${name}` : name, type: text(block, ...field.type) || '0', size };
}

/** Bytes up to a null byte. */
export function text(bytes: Uint8Array, offset: number, length: number): string {
  const part = bytes.subarray(offset, offset + length);
  const end = part.indexOf(0);
  return new TextDecoder().decode(end < 0 ? part : part.subarray(0, end));
}

/** Octal digits, or what does not fit in them: a first byte of 0x80 and a binary number. */
function number(block: Uint8Array, offset: number, length: number): number {
  const bytes = block.subarray(offset, offset + length);
  if (bytes[0] === 0x80) return bytes.subarray(1).reduce((value, byte) => value * 256 + byte, 0);
  const digits = /^ *([0-7]*)/.exec(text(block, offset, length))![1];
  return Number.parseInt(digits || '0', 8);
}

/** The sum of all bytes, with blanks in the sum's own place. */
function checksum(block: Uint8Array): number {
  const [from, length] = field.checksum;
  const sum = block.reduce((all, byte) => all + byte, 0);
  const own = block.subarray(from, from + length).reduce((all, byte) => all + byte, 0);
  return sum - own + length * 32;
}
