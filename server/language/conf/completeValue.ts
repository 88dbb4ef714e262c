import { type CompletionItem, CompletionItemKind, InsertTextFormat, MarkupKind } from 'vscode-languageserver';
import { lowerCase, type Setting } from '../../postgres/conf/catalogue.ts';
import { type ConfTree, textOf } from '../../postgres/conf/tree.ts';
import { checkByType } from '../../postgres/conf/values/check.ts';
import { unitsFor } from '../../postgres/conf/values/units.ts';
import type { Workspace } from '../features.ts';
import { type Analysis, inRecoveryConf } from './analysis.ts';
import { commandProposals, type Proposal, placeholdersOf } from './commandText.ts';
import { completeConnection } from './completeConnection.ts';
import { completePath } from './completePath.ts';
import { rangeIn } from './document.ts';
import type { Target } from './eventTargets.ts';
import { fileQuantity, humanQuantity } from './humanValue.ts';
import { listItems, usualValues } from './knownValues.ts';
import type { ValuePlace } from './place.ts';
import { settingInFile } from './settingInFile.ts';
import { targetsNearby } from './targetsNearby.ts';
import type { ValueContext } from './valueContext.ts';
import { closing, opening, replacedSpan, valueInPlace } from './valueEdit.ts';
import { meaningOfValue } from './valueText.ts';

/** Values for the setting or directive of a line. */
export async function completeValue(
  workspace: Workspace,
  analysis: Analysis,
  tree: ConfTree,
  place: ValuePlace,
  offset: number,
): Promise<CompletionItem[]> {
  const name = lowerCase(textOf(tree, place.name));
  if (/^include(_if_exists|_dir)?$/.test(name))
    return completePath(workspace, analysis.path, tree, place, name);
  const { major } = analysis;
  const setting = settingInFile(name, major, inRecoveryConf(analysis));
  if (!setting) return [];
  const context: ValueContext = { setting, major, tree, place, offset };
  if (setting.name === 'primary_conninfo') return completeConnection(workspace, context);
  if (setting.type === 'string') return completeString(workspace, analysis, context);
  return setting.type === 'integer' || setting.type === 'real'
    ? completeNumber(context)
    : chosenValues(setting).map((value, at) => valueItem(context, value, at));
}

function chosenValues({ type, values }: Setting): readonly string[] {
  return type === 'bool' ? ['on', 'off'] : (values ?? []);
}

/** A whole value; the one that holds by default is marked. */
function valueItem(context: ValueContext, value: string, rank: number, says?: string): CompletionItem {
  const { setting } = context;
  const standard = setting.default === value;
  const note = says ?? (standard ? 'default' : undefined);
  return {
    label: value,
    kind: CompletionItemKind.EnumMember,
    detail: note,
    labelDetails: note === undefined ? undefined : { description: note },
    documentation: meaningOfValue(setting.name, value),
    sortText: String(rank).padStart(3, '0'),
    preselect: standard || undefined,
    filterText: value,
    textEdit: {
      range: rangeIn(context.tree, replacedSpan(context.place)),
      newText: valueInPlace(context.place, value),
    },
  };
}

function completeNumber(context: ValueContext): CompletionItem[] {
  const { setting, major, tree, place, offset } = context;
  const typed = tree.text.slice(replacedSpan(place).start, offset);
  const number = /^\s*(-?\d+(?:\.\d+)?)\s*[A-Za-z]*$/.exec(typed)?.[1];
  if (number !== undefined) return completeUnit(context, number);
  const standard = setting.default;
  const values = new Set(usualValues(setting.name));
  if (standard !== undefined) values.add(fileQuantity(Number(standard), setting.unit, major));
  return [...values]
    .filter(value => !checkByType(setting, setting.name, value, major).refusal)
    .map((value, at) => {
      const kept = checkByType(setting, setting.name, value, major).value;
      return valueItem(context, value, at, String(kept) === standard ? 'default' : undefined);
    });
}

/** The number that was typed in every unit that keeps it in range, with what each amounts to. */
function completeUnit(context: ValueContext, number: string): CompletionItem[] {
  const { setting, major } = context;
  return unitsFor(setting.unit, major).flatMap(({ name }) => {
    const text = number + name;
    const { value } = checkByType(setting, setting.name, text, major);
    if (typeof value !== 'number') return [];
    return valueItem(context, text, usualUnits.indexOf(name), humanQuantity(value, setting.unit));
  });
}

/** Units in the order in which one is likely to want them. */
const usualUnits = ['GB', 'MB', 'kB', 'TB', 'B', 'min', 's', 'h', 'ms', 'd', 'us'];

async function completeString(
  workspace: Workspace,
  analysis: Analysis,
  context: ValueContext,
): Promise<CompletionItem[]> {
  const { setting, major, tree, place, offset } = context;
  const typed = tree.text.slice(replacedSpan(place).start, offset);
  const placeholders = /%$/.test(typed) ? placeholdersOf(setting.name) : [];
  if (placeholders.length) {
    const range = rangeIn(tree, { start: offset - 1, end: offset });
    return placeholders.map(({ text, means }, at) => ({
      label: text,
      sortText: String(at),
      kind: CompletionItemKind.Variable,
      detail: means,
      labelDetails: { description: means },
      textEdit: { range, newText: text },
    }));
  }
  const items = listItems(setting.name, major);
  if (items.length) return completeItem(context, items);
  const targets = await targetsNearby(workspace, analysis, setting.name);
  if (setting.name === 'recovery_target_time') targets.push(now());
  const whole = [
    ...usualValues(setting.name).map((value, at) => valueItem(context, value, at)),
    ...targets.map(({ value, says, more }, at) => ({
      ...valueItem(context, value, 100 + at, says),
      ...(more !== undefined && { documentation: { kind: MarkupKind.Markdown, value: more } }),
    })),
  ];
  return workspace.client().snippets ? [...whole, ...proposals(context)] : whole;
}

/** Items of a comma-separated list, but for those that are in it. */
function completeItem(context: ValueContext, items: readonly string[]): CompletionItem[] {
  const { tree, place, offset } = context;
  if (!place.quoted) return items.map((item, at) => valueItem(context, item, at));
  const { start, end } = place.inner;
  const itemStart = start + /[^,\s]*$/.exec(tree.text.slice(start, offset))!.index;
  const itemEnd = offset + /^[^,\s]*/.exec(tree.text.slice(offset, end))![0].length;
  const present = new Set(
    textOf(tree, place.inner)
      .toLowerCase()
      .split(/[,\s]+/),
  );
  const current = tree.text.slice(itemStart, itemEnd).toLowerCase();
  const range = rangeIn(tree, { start: itemStart, end: itemEnd });
  return items
    .filter(item => item === current || !present.has(item))
    .map((item, at) => ({ ...valueItem(context, item, at), textEdit: { range, newText: item } }));
}

/** Whole commands, as snippets. */
function proposals(context: ValueContext): CompletionItem[] {
  const { setting, tree, place } = context;
  const text = ({ text }: Proposal) => text.replace(/'/g, "''");
  return commandProposals(setting.name).map((proposal, at) => ({
    label: proposal.label,
    kind: CompletionItemKind.Snippet,
    detail: withDefaults(proposal.text),
    documentation: proposal.says,
    sortText: `9${at}`,
    filterText: proposal.text,
    insertTextFormat: InsertTextFormat.Snippet,
    textEdit: {
      range: rangeIn(tree, replacedSpan(place)),
      newText: place.quoted ? text(proposal) + closing(place) : `${opening(place)}'${text(proposal)}'`,
    },
  }));
}

/** A snippet with the defaults of its placeholders. */
function withDefaults(snippet: string): string {
  const defaults = new Map([...snippet.matchAll(/\$\{(\d):([^}]*)\}/g)].map(match => [match[1], match[2]]));
  return snippet.replace(/\$\{(\d):[^}]*\}|\$(\d)/g, (_, first, again) => defaults.get(first ?? again) ?? '');
}

/** The present second in the form that no setting of the server can misread. */
function now(): Target {
  return { value: `${new Date().toISOString().slice(0, 19).replace('T', ' ')}+00`, says: 'now, in UTC' };
}
