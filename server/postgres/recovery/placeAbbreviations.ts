/** Names of time as the JavaScript engine spells them out, with what the time zone database calls them. */
const abbreviations: Readonly<Record<string, string>> = {
  'American Samoa Standard Time': 'SST',
  'British Summer Time': 'BST',
  'Central Indonesia Time': 'WITA',
  'Chamorro Standard Time': 'ChST',
  'China Standard Time': 'CST',
  'Cuba Daylight Time': 'CDT',
  'Cuba Standard Time': 'CST',
  'Eastern Indonesia Time': 'WIT',
  'Hawaii-Aleutian Daylight Time': 'HDT',
  'Hawaii-Aleutian Standard Time': 'HST',
  'Hong Kong Standard Time': 'HKT',
  'Irish Standard Time': 'IST',
  'Israel Daylight Time': 'IDT',
  'Israel Standard Time': 'IST',
  'Japan Standard Time': 'JST',
  'Korean Standard Time': 'KST',
  'Mexican Pacific Standard Time': 'MST',
  'Moscow Standard Time': 'MSK',
  'Newfoundland Daylight Time': 'NDT',
  'Newfoundland Standard Time': 'NST',
  'Pakistan Standard Time': 'PKT',
  'Philippine Standard Time': 'PST',
  'Taipei Standard Time': 'CST',
  'Taiwan Standard Time': 'CST',
  'Western Indonesia Time': 'WIB',
  'Yukon Time': 'MST',
};

/** Names that the engine knows and the time zone database does not: those zones go by numbers there. */
const unknownThere = /^(?:ACWST|CHAST|CHADT|GST|LHST|LHDT)$/;
/** Places that the engine counts to others with a name: the database gives them numbers. */
const numbered = /^(?:Antarctica\/(?:Casey|Troll)|Asia\/Colombo|Europe\/Minsk)$/i;
const locales = ['en-US', 'en-GB', 'en-AU', 'en-IN', 'en-ZA', 'en-NZ'];

/** `CET` for a place at a time in seconds since 1970; undefined where a number is its name. */
export function abbreviationInPlace(timeZone: string, unix: number): string | undefined {
  if (/^(?:Etc\/)?(?:UTC|UCT|Zulu|Universal)$/i.test(timeZone)) return 'UTC';
  if (/^(?:Etc\/)?(?:GMT(?:[+-]?0)?|Greenwich)$/i.test(timeZone)) return 'GMT';
  if (numbered.test(timeZone)) return undefined;
  const long = nameAt(unix, timeZone, 'en-US', 'long');
  if (long && abbreviations[long]) return abbreviations[long];
  for (const locale of locales) {
    const short = nameAt(unix, timeZone, locale, 'short');
    if (short && /^[A-Z]{2,5}$/.test(short)) return unknownThere.test(short) ? undefined : short;
  }
  return undefined;
}

function nameAt(unix: number, timeZone: string, locale: string, timeZoneName: 'long' | 'short') {
  return new Intl.DateTimeFormat(locale, { timeZone, timeZoneName })
    .formatToParts(new Date(unix * 1000))
    .find(({ type }) => type === 'timeZoneName')?.value;
}
