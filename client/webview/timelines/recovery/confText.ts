import { html, type TemplateResult } from 'lit';

/** Lines of a configuration file with classes for comments, names, strings and other values. */
export function confText(text: string): TemplateResult[] {
  return text
    .trimEnd()
    .split('\n')
    .map((line, at, all) => html`${confLine(line)}${at < all.length - 1 ? '\n' : ''}`);
}

function confLine(line: string): TemplateResult {
  if (line.startsWith('#')) return html`<span class="comment">${line}</span>`;
  const [, name, equals, value] = /^(\w+)(\s*=\s*)(.*)$/.exec(line) ?? ['', '', '', line];
  const kind = value.startsWith("'") ? 'string' : 'keyword';
  return html`<span class="setting">${name}</span>${equals}<span class=${kind}>${value}</span>`;
}
