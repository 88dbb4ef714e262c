import type { Position, SignatureHelp } from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { textOf } from '../../postgres/conf/tree.ts';
import type { Workspace } from '../features.ts';
import { analyse, inRecoveryConf } from './analysis.ts';
import { placeholdersOf } from './commandText.ts';
import { treeOf } from './document.ts';
import { listItems } from './knownValues.ts';
import { placeAt } from './place.ts';
import { settingInFile } from './settingInFile.ts';
import { replacedSpan } from './valueEdit.ts';

/** A form that a value may have, with its parts. */
interface Form {
  readonly label: string;
  readonly parts: readonly string[];
  readonly says: string;
  /** The part that is being written, given the text before the cursor. */
  readonly active?: (before: string) => number;
}

const afterCommas = (before: string) => before.match(/,/g)?.length ?? 0;

const standbyForms: readonly Form[] = [
  {
    label: 'FIRST n (standby1, standby2, …)',
    parts: ['FIRST', 'n', 'standby1', 'standby2', '…'],
    says: 'The first `n` of the list that are connected must confirm; those behind them stand in.',
    active: standbyPart,
  },
  {
    label: 'ANY n (standby1, standby2, …)',
    parts: ['ANY', 'n', 'standby1', 'standby2', '…'],
    says: 'Any `n` of the list must confirm.',
    active: standbyPart,
  },
];

function standbyPart(before: string): number {
  const list = before.indexOf('(');
  if (list >= 0) return Math.min(4, 2 + afterCommas(before.slice(list)));
  return /\S+\s+\S*$/.test(before) ? 1 : 0;
}

/** Shows the form of a list or a command while it is written. */
export async function signatureHelp(
  workspace: Workspace,
  document: TextDocument,
  position: Position,
): Promise<SignatureHelp | null> {
  const tree = treeOf(document);
  const offset = document.offsetAt(position);
  const place = placeAt(tree, offset);
  if (place?.kind !== 'value' || !place.quoted) return null;
  const analysis = await analyse(workspace, document);
  const { major } = analysis;
  const setting = settingInFile(textOf(tree, place.name), major, inRecoveryConf(analysis));
  if (!setting) return null;
  const before = tree.text.slice(replacedSpan(place).start, offset);
  const forms = formsOf(setting.name, setting.list !== undefined, listItems(setting.name, major));
  if (!forms.length) return null;
  const activeSignature = setting.name === 'synchronous_standby_names' && /^\s*any\b/i.test(before) ? 1 : 0;
  return {
    signatures: forms.map(({ label, parts, says }) => ({
      label,
      documentation: { kind: 'markdown', value: says },
      parameters: parts.map(part => ({ label: part })),
    })),
    activeSignature,
    activeParameter: forms[activeSignature].active?.(before),
  };
}

function formsOf(name: string, isList: boolean, items: readonly string[]): readonly Form[] {
  if (name === 'synchronous_standby_names') return standbyForms;
  const placeholders = placeholdersOf(name);
  if (placeholders.length)
    return [
      {
        label: `command ${placeholders.map(({ text }) => text).join(' ')}`,
        parts: placeholders.map(({ text }) => text),
        says: placeholders.map(({ text, means }) => `\`${text}\` ${means}`).join('  \n'),
      },
    ];
  if (!isList) return [];
  const says = items.length
    ? `Items, separated by commas: ${items.map(item => `\`${item}\``).join(', ')}`
    : 'Items, separated by commas.';
  return [
    {
      label: 'item, item, …',
      parts: ['item', 'item', '…'],
      says,
      active: before => Math.min(2, afterCommas(before)),
    },
  ];
}
