/** An LSN's text as a number: exact below 2^53, which is enough for a place on a picture. */
export function lsnNumber(text: string): number {
  const [high, low] = text.split('/');
  return Number.parseInt(high, 16) * 2 ** 32 + Number.parseInt(low, 16);
}

/** `0/016B3740` */
export function lsnText(lsn: number): string {
  const low = lsn % 2 ** 32;
  const high = (lsn - low) / 2 ** 32;
  return `${high.toString(16)}/${Math.floor(low).toString(16).padStart(8, '0')}`.toUpperCase();
}
