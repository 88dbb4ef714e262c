import { isTemplate } from './text.ts';

/**
 * Whether getaddrinfo() finds nothing under an item of `listen_addresses` on any machine: networks (`0.0.0.0/0`),
 * ports (`localhost:5433`), patterns and numbers that are none. Names and whole addresses may be there.
 */
export function isNoAddress(item: string): boolean {
  if (item === '*' || item === '' || isTemplate(item)) return false;
  if (/[^A-Za-z0-9_.:%\u0080-\u{10ffff}-]/u.test(item)) return true;
  if (item.includes(':')) return !/^[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*(?:%.+)?$/.test(item);
  const numbers = /^\d+(?:\.\d+){3,}$/.test(item) ? item.split('.').map(Number) : [];
  return numbers.length > 4 || numbers.some(number => number > 255);
}
