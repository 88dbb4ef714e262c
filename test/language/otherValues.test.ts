import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { CodeActionKind } from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { Major } from '../../server/postgres/majors.ts';
import { scene } from './workspace.ts';

const page = readFileSync(new URL('../../docs/diagnostics.md', import.meta.url), 'utf8');

/** Every code of the page with its example. */
const examples = page
  .split(/^### /m)
  .slice(1)
  .map(text => ({ code: /^`([^`]+)`/.exec(text)![1], text: /```ini\n(.*?)\n```/s.exec(text)![1] }));

async function problemsOf(text: string) {
  const major = Number(/# postgresql: (\d+)/.exec(text)?.[1] ?? 18) as Major;
  const made = scene(`${text}\n`, { major });
  return { ...made, diagnostics: await made.features.diagnostics(made.document) };
}

/** The texts that the fixes which name other values make of an example. */
async function fixedTexts(text: string, code: string): Promise<string[]> {
  const { document, features, diagnostics } = await problemsOf(text);
  const found = diagnostics.find(diagnostic => diagnostic.code === code);
  if (!found) return [];
  const only = [CodeActionKind.QuickFix];
  const actions = await features.codeActions!(document, found.range, { diagnostics: [found], only });
  return actions
    .filter(({ title }) => /^(?:Set|Comment out) [a-z_]+( =|$)/.test(title))
    .map(({ edit }) => TextDocument.applyEdits(document, edit!.changes![document.uri]));
}

/** What the server will not start with can be put right by hand only where a name is to be invented. */
const startCodes = `archiving-needs-wal-level senders-need-wal-level summaries-need-wal-level
  slot-sync-needs-wal-level no-connections-left wal-size-below-two-segments library-missing tls-versions-crossed
  huge-pages-not-possible no-address no-socket invalid-list`.split(/\s+/);

for (const { code, text } of examples)
  test(`${code}: every fix that sets other values settles it`, async () => {
    const made = await fixedTexts(text, code);
    if (startCodes.includes(code)) assert.ok(made.length > 0);
    for (const fixed of made) {
      const codes = (await problemsOf(fixed)).diagnostics.map(diagnostic => diagnostic.code);
      assert.ok(!codes.includes(code), fixed);
    }
  });
