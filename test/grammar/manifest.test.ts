import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { languageIds } from '../../server/protocol.ts';

const root = new URL('../../', import.meta.url);

async function json(path: string) {
  return JSON.parse(await readFile(new URL(path, root), 'utf8'));
}

test('the manifest declares the languages that the server answers for', async () => {
  const { contributes } = await json('package.json');
  const ids: string[] = contributes.languages.map((language: { id: string }) => language.id);
  const lent = ['json'];
  assert.deepEqual(
    ids.filter(id => !lent.includes(id)),
    languageIds,
  );
});

test('every grammar and language configuration of the manifest is there', async () => {
  const { contributes } = await json('package.json');
  for (const { language, scopeName, path } of contributes.grammars) {
    assert.ok(languageIds.includes(language));
    assert.equal((await json(path)).scopeName, scopeName);
  }
  for (const { configuration } of contributes.languages) if (configuration) await json(configuration);
});
