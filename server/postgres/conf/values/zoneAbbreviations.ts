/**
 * Abbreviations that a server knows in a written time, by minutes east of UTC: what it takes with
 * timezone_abbreviations = 'Default'.
 */
const fixed: Readonly<Record<string, string>> = {
  '-600': 'HST TAHT',
  '-570': 'MART',
  '-540': 'AKST GAMT',
  '-480': 'AKDT PST',
  '-420': 'MST PDT',
  '-360': 'CST MDT GALT',
  '-300': 'ACT COT CDT EST PET',
  '-240': 'BOT EDT AMT AST',
  '-210': 'NFT NST',
  '-180': 'BRA BRT CLST GFT PMST PYST UYT WGT ADT',
  '-150': 'NDT',
  '-120': 'BRST FNT PMDT UYST WGST',
  '-60': 'EGT FNST AZOT',
  '0': 'EGST AZOST GMT UCT UT UTC Z ZULU WET',
  '60': 'WAT BST CET MET MEZ WETDST',
  '120': 'SAST IST BDST CEST CETDST EET MEST MESZ METDST',
  '180': 'EAT IDT EEST EETDST FET',
  '210': 'IRT',
  '240': 'MSD MUT RET SCT',
  '270': 'AFT',
  '300': 'PKT TJT UZT MUST MVT TFT',
  '345': 'NPT',
  '360': 'ALMT BDT BTT KGST PKST UZST XJT YEKST',
  '390': 'MMT',
  '420': 'ALMST ICT WAST CXT',
  '480': 'BNT BORT CCT HKT MYT PHT AWST WADT',
  '525': 'ACWST',
  '540': 'JAYT JST KST ULAST AWSST WDT PWT',
  '570': 'ACST CAST',
  '600': 'DDUT KDT AEST LIGT CHUT MPT PGT TRUT YAPT',
  '630': 'ACSST ACDT CADT LHST SADT',
  '660': 'AESST AEDT PONT VUT',
  '720': 'NZT FJT GILT MHT NZST TVT WAKT WFT',
  '765': 'CHAST',
  '780': 'FJST NZDT TOT',
  '825': 'CHADT',
};

/** Abbreviations whose offset is that of a place at the time. */
const ofPlaces: Readonly<Record<string, string>> = {
  'America/Argentina/Buenos_Aires': 'ART ARST',
  'America/Asuncion': 'PYT',
  'America/Caracas': 'VET',
  'America/Guyana': 'GYT',
  'America/Santiago': 'CLT',
  'Antarctica/Davis': 'DAVT',
  'Antarctica/Mawson': 'MAWT',
  'Asia/Anadyr': 'ANAST ANAT',
  'Asia/Ashgabat': 'TMT',
  'Asia/Baku': 'AZST AZT',
  'Asia/Bishkek': 'KGT',
  'Asia/Colombo': 'LKT',
  'Asia/Irkutsk': 'IRKST IRKT',
  'Asia/Kamchatka': 'PETST PETT',
  'Asia/Krasnoyarsk': 'KRAST KRAT',
  'Asia/Magadan': 'MAGST MAGT',
  'Asia/Novosibirsk': 'NOVST NOVT',
  'Asia/Omsk': 'OMSST OMST',
  'Asia/Singapore': 'SGT',
  'Asia/Tbilisi': 'GEST GET',
  'Asia/Ulaanbaatar': 'ULAT',
  'Asia/Vladivostok': 'VLAST VLAT',
  'Asia/Yakutsk': 'YAKST YAKT',
  'Asia/Yekaterinburg': 'YEKT',
  'Asia/Yerevan': 'AMST',
  'Atlantic/Stanley': 'FKST FKT',
  'Australia/Lord_Howe': 'LHDT',
  'Europe/Moscow': 'MSK',
  'Europe/Volgograd': 'VOLT',
  'Indian/Chagos': 'IOT',
  'Pacific/Easter': 'EASST EAST',
  'Pacific/Fakaofo': 'TKT',
  'Pacific/Kiritimati': 'LINT',
  'Pacific/Kosrae': 'KOST',
  'Pacific/Niue': 'NUT',
  'Pacific/Rarotonga': 'CKT',
};

const zones = new Map<string, number | string>();
for (const [minutes, names] of Object.entries(fixed))
  for (const name of names.split(' ')) zones.set(name, Number(minutes) * 60);
for (const [place, names] of Object.entries(ofPlaces))
  for (const name of names.split(' ')) zones.set(name, place);

/** What an abbreviation stands for: seconds east of UTC, or the name of a time zone. */
export function zoneOfAbbreviation(word: string): number | string | undefined {
  return zones.get(word.toUpperCase());
}
