import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import oniguruma from 'vscode-oniguruma';
import textmate from 'vscode-textmate';

const wasm = createRequire(import.meta.url).resolve('vscode-oniguruma/release/onig.wasm');
const syntaxes = new URL('../../syntaxes/', import.meta.url);

const registry = new textmate.Registry({
  onigLib: readFile(wasm)
    .then(bytes => oniguruma.loadWASM(bytes))
    .then(() => oniguruma),
  async loadGrammar(scopeName) {
    const name = `${scopeName.replace('source.', '')}.tmLanguage.json`;
    return textmate.parseRawGrammar(await readFile(new URL(name, syntaxes), 'utf8'), name);
  },
});

/**
 * The scopes that a grammar gives a line, as VS Code would colour it: `text` and the innermost scope without the
 * language's own ending, blank stretches left out.
 */
export async function scopesOf(language: string, line: string): Promise<[text: string, scope: string][]> {
  const [scopes] = await scopesOfLines(language, [line]);
  return scopes;
}

/** The same for several lines of one file. */
export async function scopesOfLines(language: string, lines: string[]): Promise<[string, string][][]> {
  const grammar = await registry.loadGrammar(`source.${language}`);
  if (!grammar) throw new Error(`no grammar for ${language}`);
  let state = textmate.INITIAL;
  return lines.map(line => {
    const result = grammar.tokenizeLine(line, state);
    state = result.ruleStack;
    return result.tokens
      .map(({ startIndex, endIndex, scopes }): [string, string] => [
        line.slice(startIndex, endIndex),
        scopes[scopes.length - 1].replace(`.${language}`, ''),
      ])
      .filter(([text]) => text.trim() !== '');
  });
}
