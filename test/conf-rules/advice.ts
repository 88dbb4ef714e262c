import { MemoryFiles } from '../../server/bytes/memoryFiles.ts';
import { loadConfiguration } from '../../server/postgres/conf/load.ts';
import { advise } from '../../server/postgres/conf/rules/advise.ts';
import type { Advice } from '../../server/postgres/conf/rules/rule.ts';
import type { AdviceSurroundings } from '../../server/postgres/conf/rules/surroundings.ts';
import { readAsServer } from '../../server/postgres/conf/verdict.ts';
import type { Major } from '../../server/postgres/majors.ts';

interface Options {
  readonly major?: Major;
  readonly path?: string;
  readonly surroundings?: AdviceSurroundings;
}

/** The advice on a file with this text. */
export async function adviceOn(
  text: string,
  { major = majorIn(text), path = '/data/postgresql.conf', surroundings }: Options = {},
): Promise<Advice[]> {
  const configuration = await loadConfiguration(new MemoryFiles([[path, text]]), path);
  return advise(readAsServer(configuration, major), surroundings);
}

/** As the file says in a comment. */
function majorIn(text: string): Major {
  return Number(/# postgresql: (\d+)/.exec(text)?.[1] ?? 18) as Major;
}

/** Codes of the advice, each once. */
export async function codesOn(text: string, options?: Options): Promise<string[]> {
  return [...new Set((await adviceOn(text, options)).map(({ code }) => code))];
}

/** The text after the edits of a fix. */
export function applyFix(text: string, { edits }: Advice['fixes'][number]): string {
  return [...edits]
    .sort((a, b) => b.span.start - a.span.start)
    .reduce((made, { span, text: put }) => made.slice(0, span.start) + put + made.slice(span.end), text);
}
