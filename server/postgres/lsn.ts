/** A byte position in the write-ahead log, 64 bits wide. PostgreSQL: XLogRecPtr in access/xlogdefs.h. */
export type Lsn = bigint;

const low = 0xffff_ffffn;

/** `0/16B3740`: both halves in capital hexadecimal without padding, as every major up to 18 prints most LSNs. */
export function formatLsn(lsn: Lsn): string {
  return `${(lsn >> 32n).toString(16)}/${(lsn & low).toString(16)}`.toUpperCase();
}

/** `0/016B3740`: the low half padded to 8 digits, as pg_waldump's record lines and PostgreSQL 19 print LSNs. */
export function formatLsnPadded(lsn: Lsn): string {
  return `${(lsn >> 32n).toString(16)}/${(lsn & low).toString(16).padStart(8, '0')}`.toUpperCase();
}

/** The LSN that `text` spells, or undefined. Takes what pg_lsn's input function takes: pg_lsn.c, pg_lsn_in_internal. */
export function parseLsn(text: string): Lsn | undefined {
  const match = /^([0-9a-f]{1,8})\/([0-9a-f]{1,8})$/i.exec(text);
  return match ? (BigInt(`0x${match[1]}`) << 32n) | BigInt(`0x${match[2]}`) : undefined;
}

/** Orders LSNs, the smaller first. */
export function compareLsn(a: Lsn, b: Lsn): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
