import { type Hover, MarkupKind, type Position } from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { lowerCase, type Setting } from '../../postgres/conf/catalogue.ts';
import { valueText } from '../../postgres/conf/load.ts';
import { placeInWords } from '../../postgres/conf/overridden.ts';
import { strangeName } from '../../postgres/conf/strangeNames.ts';
import { type ConfTree, type Span, textOf } from '../../postgres/conf/tree.ts';
import { checkByType } from '../../postgres/conf/values/check.ts';
import type { Major } from '../../postgres/majors.ts';
import type { Workspace } from '../features.ts';
import { type Analysis, analyse, inRecoveryConf } from './analysis.ts';
import { placeholdersOf } from './commandText.ts';
import { connectionKeyword } from './connectionKeywords.ts';
import { rangeIn, treeOf } from './document.ts';
import { overridingLine } from './effectiveValue.ts';
import { humanQuantity, unitInWords } from './humanValue.ts';
import { placeAt, type ValuePlace, valuePlace } from './place.ts';
import { settingInFile } from './settingInFile.ts';
import { settingMarkdown } from './settingText.ts';
import { meaningOfValue } from './valueText.ts';

interface Said {
  readonly span: Span;
  readonly text: string;
}

/** What there is to know of the name, value, unit, placeholder or keyword at a position. */
export async function hover(
  workspace: Workspace,
  document: TextDocument,
  position: Position,
): Promise<Hover | null> {
  const tree = treeOf(document);
  const offset = document.offsetAt(position);
  const place = placeAt(tree, offset);
  if (!place || place.kind === 'comment' || !place.line.name) return null;
  const analysis = await analyse(workspace, document);
  const said =
    place.kind === 'name'
      ? aboutName(analysis, tree, valuePlace(tree, place.line, place.line.name))
      : aboutValue(analysis, tree, place, offset);
  return (
    said && { range: rangeIn(tree, said.span), contents: { kind: MarkupKind.Markdown, value: said.text } }
  );
}

const directives: Readonly<Record<string, string>> = {
  include:
    'Reads another file at this point. The path is seen from the folder of this file; a missing file stops the start.',
  include_if_exists: 'Reads another file at this point, if it is there.',
  include_dir:
    'Reads every file of a folder whose name ends in `.conf`, in byte order: `10.conf`, `9.conf`, `A.conf`, `a.conf`.',
};

function aboutName(analysis: Analysis, tree: ConfTree, place: ValuePlace): Said | null {
  const written = textOf(tree, place.name);
  const lower = lowerCase(written);
  const { major } = analysis;
  if (Object.hasOwn(directives, lower))
    return { span: place.name, text: `**${lower}**\n\n${directives[lower]}` };
  const setting = settingInFile(written, major, inRecoveryConf(analysis));
  if (!setting) return { span: place.name, text: unknownName(written, major) };
  const later = overridingLine(analysis, place.line);
  const notice = later && `**Without effect here:** ${placeInWords(analysis.path, later)} sets it later.`;
  return { span: place.name, text: [notice, settingMarkdown(setting, major)].filter(Boolean).join('\n\n') };
}

/** A name that this major lacks: custom, or of other majors, or nothing. */
function unknownName(name: string, major: Major): string {
  if (name.includes('.'))
    return `**${name}**: a custom setting. The server takes any value, until a library that owns the prefix is loaded.`;
  const known = strangeName(name, major);
  return `**${name}**: ${known ? `not in PostgreSQL ${major}. ${known}` : 'no major from 10 to 19 has a setting of this name.'}`;
}

function aboutValue(analysis: Analysis, tree: ConfTree, place: ValuePlace, offset: number): Said | null {
  const { major } = analysis;
  const setting = settingInFile(textOf(tree, place.name), major, inRecoveryConf(analysis));
  const value = valueText(tree, place.line);
  if (!setting || value === undefined) return null;
  return (
    aboutPlaceholder(setting, tree, place, offset) ??
    aboutKeyword(setting, tree, place, offset) ??
    aboutQuantity(setting, value, major, place, tree, offset) ??
    aboutChoice(setting, value, major, place)
  );
}

function aboutPlaceholder(setting: Setting, tree: ConfTree, place: ValuePlace, offset: number): Said | null {
  const known = placeholdersOf(setting.name);
  for (const found of textOf(tree, place.inner).matchAll(/%./g)) {
    const start = place.inner.start + found.index;
    if (offset < start || offset > start + 2) continue;
    const placeholder = known.find(({ text }) => text === found[0]);
    return placeholder
      ? { span: { start, end: start + 2 }, text: `\`${found[0]}\`: ${placeholder.means}` }
      : null;
  }
  return null;
}

function aboutKeyword(setting: Setting, tree: ConfTree, place: ValuePlace, offset: number): Said | null {
  if (setting.name !== 'primary_conninfo') return null;
  for (const found of textOf(tree, place.inner).matchAll(/([a-z_]+)\s*=/g)) {
    const start = place.inner.start + found.index;
    const end = start + found[1].length;
    if (offset < start || offset > end) continue;
    const keyword = connectionKeyword(found[1]);
    return keyword ? { span: { start, end }, text: `**${keyword.name}**: ${keyword.does}` } : null;
  }
  return null;
}

/** A number: what it amounts to, what the server keeps, what its unit is. */
function aboutQuantity(
  setting: Setting,
  value: string,
  major: Major,
  place: ValuePlace,
  tree: ConfTree,
  offset: number,
): Said | null {
  if (setting.type !== 'integer' && setting.type !== 'real') return null;
  const unit = /[A-Za-z]+$/.exec(textOf(tree, place.inner).trimEnd());
  const unitStart = unit ? place.inner.start + unit.index : place.inner.end + 1;
  const unitText = unit && offset > unitStart ? unitInWords(unit[0]) : undefined;
  if (unit && unitText)
    return {
      span: { start: unitStart, end: unitStart + unit[0].length },
      text: `\`${unit[0]}\`: ${unitText}`,
    };
  const checked = checkByType(setting, setting.name, value, major);
  if (checked.refusal) return { span: place.span, text: checked.refusal.hint ?? checked.refusal.message };
  const kept = Number(checked.value);
  const human = humanQuantity(kept, setting.unit);
  const base = setting.unit && kept !== 0 ? `, kept as ${kept} × ${setting.unit}` : '';
  const standard = Number(setting.default) === kept ? ' (the default)' : '';
  return { span: place.span, text: `**${human}**${standard}${base}` };
}

function aboutChoice(setting: Setting, value: string, major: Major, place: ValuePlace): Said | null {
  const checked = checkByType(setting, setting.name, value, major);
  if (checked.refusal) return { span: place.span, text: checked.refusal.hint ?? checked.refusal.message };
  const kept = typeof checked.value === 'boolean' ? (checked.value ? 'on' : 'off') : String(checked.value);
  const meaning = meaningOfValue(setting.name, kept);
  const same = kept === value ? '' : ` means \`${kept}\``;
  if (!meaning && !same) return null;
  return { span: place.span, text: `\`${value}\`${same}${meaning ? `: ${meaning}` : ''}` };
}
