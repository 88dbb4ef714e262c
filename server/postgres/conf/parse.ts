import { scanLine } from './scan.ts';
import type { ConfLine, ConfTree, LineFault, Token, TokenKind } from './tree.ts';

/** Syntax errors after which the server gives a file up: ParseConfigFp in guc-file.l. */
export const syntaxErrorLimit = 100;

const nameKinds: ReadonlySet<TokenKind> = new Set(['id', 'qualifiedId']);
const valueKinds: ReadonlySet<TokenKind> = new Set(['id', 'string', 'integer', 'real', 'unquoted']);

/**
 * Parses postgresql.conf, postgresql.auto.conf, an included file or recovery.conf. Never throws; the grammar is
 * that of guc-file.l, the same in majors 10 to 19.
 */
export function parseConf(text: string): ConfTree {
  const lines: ConfLine[] = [];
  const faulty: ConfLine[] = [];
  let start = 0;
  for (let number = 1; start <= text.length; number++) {
    const newline = text.indexOf('\n', start);
    const end = newline < 0 ? text.length : newline;
    const line = parseLine(text, start, end, number, newline >= 0);
    lines.push(line);
    if (line.fault && faulty.length < syntaxErrorLimit) faulty.push(line);
    start = end + 1;
  }
  return { text, lines, faulty };
}

function parseLine(text: string, start: number, end: number, number: number, ended: boolean): ConfLine {
  const tokens = scanLine(text, start, end);
  const last = tokens[tokens.length - 1];
  const comment = last?.kind === 'comment' ? last : undefined;
  const count = comment ? tokens.length - 1 : tokens.length;
  if (count === 0) return { number, start, end, tokens, comment };

  const stoppedBy = (token: Token | undefined): LineFault => ({
    token,
    serverLine: token || ended ? number : number - 1,
  });
  let at = 0;
  const take = (kinds: ReadonlySet<TokenKind>) =>
    at < count && kinds.has(tokens[at].kind) ? tokens[at++] : undefined;
  const next = () => (at < count ? tokens[at] : undefined);

  const name = take(nameKinds);
  if (!name) return { number, start, end, tokens, comment, fault: stoppedBy(next()) };
  const equals = next()?.kind === 'equals' ? tokens[at++] : undefined;
  const value = take(valueKinds);
  const fault = value && at === count ? undefined : stoppedBy(next());
  return { number, start, end, tokens, name, equals, value, comment, fault };
}
