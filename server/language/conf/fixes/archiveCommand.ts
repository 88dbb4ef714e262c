import { valueText } from '../../../postgres/conf/load.ts';
import { textOf } from '../../../postgres/conf/tree.ts';
import { quoteValue } from '../quote.ts';
import { type FixContext, type OfferedFix, replace } from './fix.ts';

const plainCopy =
  /^\s*(?:test\s+!\s+-f\s+("?)(\S+?)\/%f\1\s*&&\s*)?(?:\/usr)?(?:\/bin\/)?cp\s+(?:-\S+\s+)*"?%p"?\s+("?)(\S+?)\/(?:%f)?\3\s*$/;

/** An archive_command that merely copies, as one that never overwrites and never leaves half a file. */
export function wrapArchiveCommand(context: FixContext): OfferedFix | undefined {
  const { tree } = context.file;
  const { line } = context;
  if (!line.name || !line.value || !/^archive_command$/i.test(textOf(tree, line.name))) return undefined;
  const folder = plainCopy.exec(valueText(tree, line) ?? '')?.[4];
  if (!folder) return undefined;
  return {
    title: 'Copy under another name, sync, then rename; never overwrite',
    edits: [replace(context, line.value, quoteValue(safeCopy(folder)))],
  };
}

function safeCopy(folder: string): string {
  const file = `${folder}/%f`;
  return `test ! -f ${file} && cp "%p" ${file}.tmp && sync ${file}.tmp && mv ${file}.tmp ${file}`;
}
