import { parseConf } from '../../../postgres/conf/parse.ts';
import { textOf } from '../../../postgres/conf/tree.ts';
import { escapeQuoted, writeValue } from '../quote.ts';
import { settingInFile } from '../settingInFile.ts';
import { commentedOut, type FixContext, type Fixer, type OfferedFix, replace, writtenValue } from './fix.ts';

/** For a line that the grammar refuses: the line as it was meant, when it then parses. */
export const fixSyntax: Fixer = context => {
  const meant = withQuotes(context) ?? inOurNotation(context);
  return meant ? [meant, commentedOut(context)] : [commentedOut(context)];
};

function withQuotes(context: FixContext): OfferedFix | undefined {
  const { file, line } = context;
  if (!line.name || !isKnown(context, textOf(file.tree, line.name))) return undefined;
  const quoted = quotedValue(textOf(file.tree, writtenValue(context)));
  if (quoted === undefined || !parses(`${textOf(file.tree, line.name)} = ${quoted}`)) return undefined;
  return {
    title: `Change to ${quoted}`,
    edits: [replace(context, writtenValue(context), quoted)],
    preferred: true,
  };
}

function inOurNotation(context: FixContext): OfferedFix | undefined {
  const { file, line } = context;
  const written = textOf(file.tree, line).replace(/\r$/, '');
  const meant = meantLine(written, name => isKnown(context, name));
  if (meant === undefined || !parses(meant)) return undefined;
  const span = { start: line.start, end: line.start + written.length };
  return { title: `Change to ${meant}`, edits: [replace(context, span, meant)], preferred: true };
}

function isKnown({ major, recoveryConf }: FixContext, name: string): boolean {
  return /^include(_if_exists|_dir)?$/i.test(name) || settingInFile(name, major, recoveryConf) !== undefined;
}

function parses(line: string): boolean {
  return parseConf(line).faulty.length === 0;
}

/** A value in proper quotes, whatever stands around it. */
function quotedValue(written: string): string | undefined {
  const text = written.replace(/[;,]$/, '').trim();
  if (text === '') return undefined;
  const pair = /^["`\u201c\u2018\u2019](.*)["`\u201d\u2019]$/.exec(text);
  if (pair) return writeValue(pair[1]);
  if (!text.startsWith("'")) return writeValue(text);
  return text.length > 1 && text.endsWith("'")
    ? `'${text.slice(1, -1).replace(/(?<!')'(?!')/g, "''")}'`
    : `'${escapeQuoted(text.slice(1).replace(/''/g, "'"))}'`;
}

/** Other notations: `name: value`, `name := value`, `SET name TO value;`, `--name=value`, `ALTER SYSTEM SET`. */
function meantLine(written: string, isSetting: (name: string) => boolean): string | undefined {
  const match =
    /^\s*(?:(?:alter\s+system\s+)?set\s+|-c\s*|--)?([A-Za-z_][\w-]*)\s*(?::=|:|==|=>|=|\s+to\s+)\s*(.*?)\s*[;,]?\s*$/i.exec(
      written,
    );
  if (!match) return commentLine(written);
  const name = isSetting(match[1]) ? match[1] : match[1].replace(/-/g, '_');
  if (!isSetting(name) || match[2] === '') return undefined;
  const bare = /^(["'])(.*)\1$/.exec(match[2])?.[2] ?? match[2];
  return `${name} = ${writeValue(bare)}`;
}

/** Comments and headlines of other formats. */
function commentLine(written: string): string | undefined {
  const match = /^\s*(?:\/\/|--|;|\/\*)\s*(.*?)\s*(?:\*\/)?\s*$/.exec(written);
  return match ? `# ${match[1]}` : undefined;
}
