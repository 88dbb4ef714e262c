import { readFileSync } from 'node:fs';
import { ruleGroups } from '../../server/postgres/conf/rules/advise.ts';
import type { Rule } from '../../server/postgres/conf/rules/rule.ts';

export const diagnosticsPage = new URL('../../docs/diagnostics.md', import.meta.url);

const boundary = /^<!-- What follows is written by .* -->\n/m;

/** The page as it should be: its own part about what the server says, and the rules' advice behind it. */
export function diagnosticsPageText(): string {
  const page = readFileSync(diagnosticsPage, 'utf8');
  const found = boundary.exec(page);
  if (!found) throw new Error('docs/diagnostics.md has lost the line that ends its own part');
  const own = page.slice(0, found.index + found[0].length);
  const groups = ruleGroups.map(({ heading, rules }) => `\n## ${heading}\n${rules.map(section).join('')}`);
  return own + groups.join('');
}

function section({ code, title, severity, why, example, better }: Rule): string {
  const heading = `\n### \`${code}\`\n\n${sentence(title)} (${severity}).\n\n${why}\n`;
  const shown = (text: string) => `\n\`\`\`ini\n${text}\n\`\`\`\n`;
  return better === example
    ? heading + shown(example)
    : `${heading}${shown(example)}\nBetter:\n${shown(better)}`;
}

/** Capitalised; names of settings stay as they are. */
function sentence(title: string): string {
  const named = title.replace(/\b[a-z]+(?:_[a-z]+)+\b(?:\.conf)?/g, '`$&`');
  return named[0].toUpperCase() + named.slice(1);
}
