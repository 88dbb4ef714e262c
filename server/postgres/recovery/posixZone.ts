/** A time zone as the server prints times in it. */
export interface TimeZone {
  /** Seconds east of UTC at a time in seconds since 1970. */
  offsetAt(unix: number): number;
  abbreviationAt(unix: number): string;
}

const name = '(?:<([^>]*)>|([^0-9,+<-]*))';
const time = String.raw`([-+]?\d+(?::\d+){0,2})`;
const rule = String.raw`M(\d+)\.(\d)\.(\d)(?:/${time})?`;
const pattern = new RegExp(`^${name}${time}(?:${name}${time}?(?:[,;]${rule},${rule})?)?$`);

/** When summer time begins and ends where a zone does not say. PostgreSQL: TZDEFRULESTRING. */
const usualRules = ['3', '2', '0', undefined, '11', '1', '0', undefined] as const;
const daySeconds = 86_400;
const hour = 3600;

/** A zone of the form `CET-1CEST,M3.5.0,M10.5.0/3`; undefined for other text. PostgreSQL: tzparse in localtime.c. */
export function posixZone(text: string): TimeZone | undefined {
  const found = pattern.exec(text);
  if (!found) return undefined;
  const [, quoted, plain, west, summerQuoted, summerPlain, summerWest, ...rules] = found;
  const standard = { offset: -secondsOf(west), abbreviation: quoted ?? plain };
  const summerName = summerQuoted ?? summerPlain;
  if (!summerName) return { offsetAt: () => standard.offset, abbreviationAt: () => standard.abbreviation };
  const summer = {
    offset: summerWest === undefined ? standard.offset + hour : -secondsOf(summerWest),
    abbreviation: summerName,
  };
  const [from, to] = rulesOf(rules[0] === undefined ? usualRules : rules);
  const at = (unix: number) => {
    const year = new Date((unix + standard.offset) * 1000).getUTCFullYear();
    const begin = from(year) - standard.offset;
    const end = to(year) - summer.offset;
    const isSummer = begin < end ? unix >= begin && unix < end : unix >= begin || unix < end;
    return isSummer ? summer : standard;
  };
  return { offsetAt: unix => at(unix).offset, abbreviationAt: unix => at(unix).abbreviation };
}

function secondsOf(text: string): number {
  const [hours, minutes = 0, seconds = 0] = text.replace(/^[-+]/, '').split(':').map(Number);
  const size = hours * hour + minutes * 60 + seconds;
  return text.startsWith('-') ? -size : size;
}

/** Local seconds since 1970 at which each rule falls in a year. */
function rulesOf(parts: readonly (string | undefined)[]): ((year: number) => number)[] {
  return [0, 4].map(at => {
    const [month, week, weekday] = parts.slice(at, at + 3).map(Number);
    const seconds = parts[at + 3] === undefined ? 2 * hour : secondsOf(parts[at + 3]!);
    return year => dayOf(year, month, week, weekday) * daySeconds + seconds;
  });
}

/** Days since 1970 of a weekday in the first to fourth week of a month, or in the last one. */
function dayOf(year: number, month: number, week: number, weekday: number): number {
  const days = (month: number) => Date.UTC(year, month, 1) / 1000 / daySeconds;
  const first = days(month - 1);
  const thursday = 4;
  const firstSuch = first + ((weekday - ((first + thursday) % 7) + 7) % 7);
  const wanted = firstSuch + (week - 1) * 7;
  return wanted < days(month) ? wanted : wanted - 7;
}
