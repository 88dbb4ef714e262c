import assert from 'node:assert/strict';
import { test } from 'node:test';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { quoteValue } from '../../server/language/conf/quote.ts';
import { settingsOf } from '../../server/postgres/conf/catalogue.ts';
import { scene } from './workspace.ts';

/** A file of 2,000 lines with 300 settings, as people keep them: mostly comments. */
function bigFile(): string {
  const lines: string[] = [];
  const settings = settingsOf(16).filter(
    ({ context, default: value }) => context !== 'internal' && value !== undefined,
  );
  for (const { name, default: value } of settings.slice(0, 300)) {
    for (let line = 0; line < 5; line++) lines.push(`# line ${line} about ${name}, which is a setting`);
    lines.push(`${name} = ${quoteValue(value!)}\t\t# (change requires restart)`);
  }
  while (lines.length < 2000) lines.push('');
  return lines.join('\n');
}

/** The median processor time of an answer after a keystroke, in milliseconds; other processes do not count. */
async function medianAfterKeystroke(
  answer: (made: ReturnType<typeof scene>) => Promise<unknown> | undefined,
): Promise<number> {
  const made = scene(bigFile(), { major: 16 });
  const times: number[] = [];
  for (let version = 2; version < 42; version++) {
    const end = made.document.positionAt(made.document.getText().length);
    TextDocument.update(made.document, [{ range: { start: end, end }, text: 'x' }], version);
    const begin = process.cpuUsage();
    await answer(made);
    const { user, system } = process.cpuUsage(begin);
    times.push((user + system) / 1000);
  }
  return times.sort((a, b) => a - b)[times.length / 2];
}

test('diagnostics of 2,000 lines are there within 15 ms of a keystroke', async () => {
  const median = await medianAfterKeystroke(({ features, document }) => features.diagnostics(document));
  assert.ok(median < 15, `${median} ms`);
});

test('completion in 2,000 lines is there within 10 ms of a keystroke', async () => {
  const median = await medianAfterKeystroke(({ features, document }) =>
    features.completion?.(document, { line: 1998, character: 0 }),
  );
  assert.ok(median < 10, `${median} ms`);
});
