import { settingHistory } from '../../../postgres/conf/catalogue.ts';
import { valueText } from '../../../postgres/conf/load.ts';
import { type Successor, successorsOf } from '../../../postgres/conf/strangeNames.ts';
import { textOf } from '../../../postgres/conf/tree.ts';
import type { Major } from '../../../postgres/majors.ts';
import { settingInFile, settingsInFile } from '../settingInFile.ts';
import { commentedOut, type FixContext, type Fixer, type OfferedFix, replace, writtenValue } from './fix.ts';
import { nearest } from './nearest.ts';

/** For a name that the major does not know: its successor, names that look like it, or a comment. */
export const fixUnknownName: Fixer = context => {
  const { file, line, major, recoveryConf } = context;
  if (!line.name) return [];
  const name = textOf(file.tree, line.name);
  const successor = successorsOf(name, major)
    .filter(({ name }) => settingInFile(name, major, recoveryConf))
    .flatMap(successor => succeed(context, name, successor));
  const known = settingsInFile(major, recoveryConf).map(setting => setting.name);
  const slips = successor.length || settingHistory(name).size ? [] : nearest(name, known);
  const renames = slips.map(
    (slip, at): OfferedFix => ({
      title: `Change to ${slip}`,
      edits: [replace(context, line.name!, slip)],
      preferred: at === 0 && slips.length === 1,
    }),
  );
  return [...successor, ...renames, commentedOut(context, removalTitle(name, major))];
};

function succeed(context: FixContext, name: string, { name: newName, convert }: Successor): OfferedFix[] {
  const { file, line } = context;
  const value = valueText(file.tree, line);
  const converted = value === undefined || !convert ? value : convert(value);
  if (converted === undefined) return [];
  const edits = [replace(context, line.name!, newName)];
  if (converted !== value) edits.push(replace(context, writtenValue(context), converted));
  const shown = converted === value ? newName : `${newName} = ${converted}`;
  return [{ title: `Replace ${name} with ${shown}`, edits, preferred: true }];
}

function removalTitle(name: string, major: Major): string {
  return settingHistory(name).size
    ? `Comment out ${name}, which PostgreSQL ${major} lacks`
    : 'Comment out this line';
}
