const thin = '\u202f';

/** `98 095`: groups of three digits with narrow spaces between them. */
export function formatCount(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+$)/g, thin);
}

/** `812 B`, `2.1 kB`, `16 MB`: two significant digits at least, in units of 1024 bytes as PostgreSQL has them. */
export function formatBytes(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit++;
  }
  const digits = unit === 0 || value >= 10 || Number.isInteger(value) ? 0 : 1;
  return `${value.toFixed(digits)} ${units[unit]}`;
}

/** `41 %`; a share that is there but small is `< 1 %`. */
export function formatShare(part: number, whole: number): string {
  if (whole === 0 || part === 0) return '0 %';
  const percent = (100 * part) / whole;
  return percent < 1 ? '< 1 %' : `${Math.round(percent)} %`;
}

/** The ends of JavaScript's calendar, in milliseconds; a server's clock can be set beyond them. */
const calendarEnd = 8.64e15;

/** ISO 8601 in UTC, of milliseconds since 1970. */
export function isoTime(milliseconds: number): string {
  return new Date(Math.max(-calendarEnd, Math.min(calendarEnd, milliseconds))).toISOString();
}

/** `17:12:40` of an ISO time in UTC. */
export const timeOfDay = (iso: string): string => iso.slice(11, 19);

/** `2026-11-21 17:15:02.118` of an ISO time in UTC, without zeros at the end. */
export function dateAndTime(iso: string): string {
  return iso.replace('T', ' ').replace(/\.?0*Z$/, '');
}

/** `one record`, `2 records` */
export function plural(count: number, one: string, many = `${one}s`): string {
  return count === 1 ? `1 ${one}` : `${formatCount(count)} ${many}`;
}
