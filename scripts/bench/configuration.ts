import { TextDocument } from 'vscode-languageserver-textdocument';
import { quoteValue } from '../../server/language/conf/quote.ts';
import { settingsOf } from '../../server/postgres/conf/catalogue.ts';
import { scene } from '../../test/language/workspace.ts';
import { median } from './measure.ts';

type Scene = ReturnType<typeof scene>;

/** Milliseconds until the diagnostics of a file of 2,000 lines are there after a keystroke. */
export function diagnosticsAfterKeystroke(): Promise<number> {
  return medianAfterKeystroke(({ features, document }) => features.diagnostics(document));
}

/** Milliseconds until the completion in a file of 2,000 lines is there after a keystroke. */
export function completionAfterKeystroke(): Promise<number> {
  return medianAfterKeystroke(({ features, document }) =>
    features.completion?.(document, { line: 1998, character: 0 }),
  );
}

/** The median of 40 keystrokes. */
async function medianAfterKeystroke(answer: (made: Scene) => Promise<unknown> | undefined): Promise<number> {
  const made = scene(configurationOf2000Lines(), { major: 16 });
  const times: number[] = [];
  for (let version = 2; version < 42; version++) {
    const end = made.document.positionAt(made.document.getText().length);
    TextDocument.update(made.document, [{ range: { start: end, end }, text: 'x' }], version);
    const begin = performance.now();
    await answer(made);
    times.push(performance.now() - begin);
  }
  return median(times);
}

function configurationOf2000Lines(): string {
  const lines = settingsOf(16)
    .filter(({ context, default: value }) => context !== 'internal' && value !== undefined)
    .map(({ name, default: value }) => `${name} = ${quoteValue(value!)}`);
  return Array.from({ length: 2000 }, (_, i) => (i % 6 ? `# line ${i}` : (lines[i / 6] ?? ''))).join('\n');
}
