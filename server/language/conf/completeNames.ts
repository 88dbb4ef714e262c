import {
  type Command,
  type CompletionItem,
  CompletionItemKind,
  InsertTextFormat,
  type Range,
} from 'vscode-languageserver';
import { lowerCase, type Setting } from '../../postgres/conf/catalogue.ts';
import { guideTo } from '../../postgres/conf/guide/guides.ts';
import { type ConfTree, textOf } from '../../postgres/conf/tree.ts';
import type { Major } from '../../postgres/majors.ts';
import type { Workspace } from '../features.ts';
import { type Analysis, inRecoveryConf } from './analysis.ts';
import { rangeIn } from './document.ts';
import type { NamePlace } from './place.ts';
import { settingsInFile } from './settingInFile.ts';
import { typeInWords } from './settingText.ts';
import { setups } from './setups.ts';

/** What documentation an item gets when it is looked at. */
export interface ItemData {
  readonly setting: string;
  readonly major: Major;
  readonly recovery: boolean;
}

/** Sorts first what the file lacks, then what we have a guide to, then the rest, last what is there already. */
const ranks = { together: '0', setup: '1', guided: '2', other: '3', present: '4' } as const;

const directives: Readonly<Record<string, string>> = {
  include: 'Read another file here. A missing one stops the start.',
  include_if_exists: 'Read another file here, if it is there.',
  include_dir: 'Read every file of a folder whose name ends in `.conf`, in byte order.',
};

/** Names of settings, directives and whole set-ups. */
export function completeNames(
  workspace: Workspace,
  document: Pick<Analysis, 'path' | 'major'>,
  tree: ConfTree,
  place: NamePlace,
): CompletionItem[] {
  const { major } = document;
  const recovery = inRecoveryConf(document);
  const range = rangeIn(tree, place.span);
  const client = workspace.client();
  const follow: Command | undefined = client.suggestCommand
    ? { title: 'Show values', command: client.suggestCommand }
    : undefined;
  const finish = {
    range,
    nameOnly: place.line.equals !== undefined || place.line.value !== undefined,
    follow,
  };
  const rankOf = ranking(tree);

  const items = settingsInFile(major, recovery)
    .filter(setting => setting.context !== 'internal' && !setting.unlisted)
    .map((setting): CompletionItem => {
      const data: ItemData = { setting: setting.name, major, recovery };
      return {
        ...nameItem(setting.name, finish),
        kind: CompletionItemKind.Property,
        detail: typeInWords(setting),
        sortText: rankOf(setting) + setting.name.toLowerCase(),
        data,
      };
    });
  for (const [name, says] of Object.entries(directives)) {
    items.push({
      ...nameItem(name, finish),
      kind: CompletionItemKind.Keyword,
      detail: 'directive',
      documentation: says,
      sortText: ranks.other + name,
    });
  }
  if (client.snippets && !finish.nameOnly) items.push(...setupItems(major, recovery, range));
  return items;
}

interface Finish {
  readonly range: Range;
  /** The line has a value already. */
  readonly nameOnly: boolean;
  readonly follow?: Command;
}

function nameItem(name: string, { range, nameOnly, follow }: Finish): CompletionItem {
  if (nameOnly) return { label: name, textEdit: { range, newText: name } };
  return { label: name, textEdit: { range, newText: `${name} = ` }, command: follow };
}

function setupItems(major: Major, recovery: boolean, range: Range): CompletionItem[] {
  return setups.flatMap(setup => {
    const body = setup.body(major, recovery);
    if (body === undefined) return [];
    return {
      label: setup.label,
      kind: CompletionItemKind.Snippet,
      detail: 'set-up',
      documentation: setup.says,
      filterText: `${setup.label} ${setup.words}`,
      sortText: ranks.setup + setup.label,
      insertTextFormat: InsertTextFormat.Snippet,
      textEdit: { range, newText: body },
    };
  });
}

function ranking(tree: ConfTree): (setting: Setting) => string {
  const present = new Set(
    tree.lines.flatMap(({ name, value }) => (name && value ? lowerCase(textOf(tree, name)) : [])),
  );
  const together = new Set([...present].flatMap(name => guideTo(name)?.setWith ?? []));
  return ({ name }) => {
    if (present.has(lowerCase(name))) return ranks.present;
    if (together.has(name)) return ranks.together;
    return guideTo(name) ? ranks.guided : ranks.other;
  };
}
