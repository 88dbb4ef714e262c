import { type ConfTree, textOf } from './tree.ts';

const request = /#\s*walscope:\s*ignore\b\s*([\w-]+(?:\s*,\s*[\w-]+)*)?/i;

/** The comment that silences a code on a line. */
export function ignoreComment(code: string): string {
  return `# walscope: ignore ${code}`;
}

/**
 * Which codes are silenced on which line: a comment `# walscope: ignore CODE, CODE` at the end of the line, or alone
 * on the line above it. Without codes it silences all that is no error.
 */
export function suppressions(tree: ConfTree): (line: number, code: string, error: boolean) => boolean {
  const silenced = new Map<number, ReadonlySet<string> | 'all'>();
  for (const line of tree.lines) {
    const found = line.comment && request.exec(textOf(tree, line.comment));
    if (!found) continue;
    const alone = line.tokens.length === 1;
    silenced.set(
      alone ? line.number + 1 : line.number,
      found[1] ? new Set(found[1].split(/\s*,\s*/)) : 'all',
    );
  }
  return (line, code, error) => {
    const codes = silenced.get(line);
    return codes === 'all' ? !error : (codes?.has(code) ?? false);
  };
}
