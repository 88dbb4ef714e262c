import { type Setting, type SettingContext, settingHistory } from '../../postgres/conf/catalogue.ts';
import { guideTo } from '../../postgres/conf/guide/guides.ts';
import { manualLink } from '../../postgres/conf/guide/manual.ts';
import { type Major, majors } from '../../postgres/majors.ts';
import { humanQuantity } from './humanValue.ts';

const changes: Readonly<Record<SettingContext, string>> = {
  internal: 'can not be set',
  postmaster: 'needs a restart',
  sighup: 'a reload is enough',
  'superuser-backend': 'for new connections',
  backend: 'for new connections',
  superuser: 'a reload is enough; superusers also by session',
  user: 'a reload is enough; also by session',
};

/** `integer, 8kB`: a setting's type in a few words. */
export function typeInWords(setting: Setting): string {
  if (setting.type === 'enum') return setting.values?.join(' | ') ?? 'enumeration';
  if (setting.type === 'bool') return 'on | off';
  if (setting.list) return 'list';
  return setting.unit ? `${setting.type}, ${setting.unit}` : setting.type;
}

/** The range of a number in human units: `128 kB to 8 TB`. */
function rangeInWords({ min, max, unit }: Setting): string | undefined {
  if (min === undefined || max === undefined) return undefined;
  return `${humanQuantity(min, unit)} to ${humanQuantity(max, unit)}`;
}

/** The built-in default as one would write it; undefined for none. */
function defaultInWords(setting: Setting): string | undefined {
  const { default: text, unit } = setting;
  if (text === undefined || text === '') return undefined;
  return unit && /^-?\d/.test(text) ? humanQuantity(Number(text), unit) : text;
}

/** All there is to say of a setting, in Markdown. */
export function settingMarkdown(setting: Setting, major: Major): string {
  const guide = guideTo(setting.name);
  const together = guide?.setWith?.map(name => `\`${name}\``).join(', ');
  const since = majors
    .filter(m => m <= major && guide?.since?.[m])
    .map(m => `**From ${m} on:** ${guide?.since?.[m]}`);
  const later = majors
    .filter(m => m > major && guide?.since?.[m])
    .map(m => `*From ${m} on:* ${guide?.since?.[m]}`);
  return [
    factsLine(setting),
    guide?.does,
    guide?.costs && `**Costs:** ${guide.costs}`,
    guide?.goesWrong && `**Goes wrong:** ${guide.goesWrong}`,
    together && `**Set with:** ${together}`,
    ...since,
    ...later,
    lifetime(setting.name),
    `[Manual of PostgreSQL ${major}](${manualLink(setting.name, major)})`,
  ]
    .filter(Boolean)
    .join('\n\n');
}

function factsLine(setting: Setting): string {
  const range = rangeInWords(setting);
  const standard = defaultInWords(setting);
  return [
    `**${setting.name}**: ${typeInWords(setting)}`,
    range,
    standard === undefined ? 'no default' : `default \`${standard}\``,
    changes[setting.context],
  ]
    .filter(Boolean)
    .join(' · ');
}

/** When the setting came, went, and changed its default. */
function lifetime(name: string): string {
  const history = [...settingHistory(name)];
  const [first] = history[0] ?? [10];
  const [last] = history[history.length - 1] ?? [19];
  const parts: string[] = [];
  if (first > 10) parts.push(`New in ${first}.`);
  if (last < 19) parts.push(`Gone in ${last + 1}.`);
  for (let i = 1; i < history.length; i++) {
    const before = defaultInWords(history[i - 1][1]);
    const after = defaultInWords(history[i][1]);
    if (before !== after)
      parts.push(`Default \`${after ?? "''"}\` from ${history[i][0]} on, \`${before ?? "''"}\` before.`);
  }
  return parts.join(' ');
}
