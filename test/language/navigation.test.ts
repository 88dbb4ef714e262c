import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Location } from 'vscode-languageserver';
import { type SceneOptions, scene } from './workspace.ts';

const files = {
  '/data/PG_VERSION': '16\n',
  '/data/conf.d/a.conf': 'work_mem = 2MB\n',
  '/data/conf.d/b.conf': 'fsync = on\n',
  '/data/postgresql.auto.conf': "# Do not edit\nwork_mem = '8MB'\n",
};
const main = "wor|k_mem = 1MB\ninclude_dir 'conf.d'\ninclude 'conf.d/b.conf'\n";

const placesOf = (locations: readonly Location[]) =>
  locations.map(({ uri, range }) => `${uri.replace('file:///data/', '')}:${range.start.line + 1}`);

async function ask(text: string, options: SceneOptions) {
  const { features, document, position } = scene(text, options);
  return {
    definition: placesOf((await features.definition?.(document, position)) as Location[]),
    references: placesOf((await features.references?.(document, position)) ?? []),
    links: ((await features.links?.(document)) ?? []).map(({ target }) => target),
    highlights: ((await features.highlights?.(document, position)) ?? []).map(
      ({ range }) => range.start.line + 1,
    ),
  };
}

test('a setting leads to the line that holds, and to all lines that set it', async () => {
  const found = await ask(main, { files });
  assert.deepEqual(found.definition, ['postgresql.auto.conf:2']);
  assert.deepEqual(found.references, ['postgresql.conf:1', 'conf.d/a.conf:1', 'postgresql.auto.conf:2']);
  assert.deepEqual(found.highlights, [1]);
});

test('an old name and another case are the same setting', async () => {
  const found = await ask('sort_m|em = 64kB\nWORK_MEM = 1MB\n', { major: 16 });
  assert.deepEqual(found.references, ['postgresql.conf:1', 'postgresql.conf:2']);
  assert.deepEqual(found.definition, ['postgresql.conf:2']);
});

test('an include leads to its files', async () => {
  const found = await ask("work_mem = 1MB\ninclude_d|ir 'conf.d'\ninclude 'conf.d/b.conf'\n", { files });
  assert.deepEqual(found.definition, ['conf.d/a.conf:1', 'conf.d/b.conf:1']);
  assert.deepEqual(found.links, ['file:///data/conf.d/b.conf']);
});

test('from an included file one sees the whole configuration', async () => {
  const options = {
    path: '/data/conf.d/a.conf',
    files: { ...files, '/data/postgresql.conf': main.replace('|', '') },
  };
  const found = await ask('wor|k_mem = 2MB\n', options);
  assert.deepEqual(found.definition, ['postgresql.auto.conf:2']);
  assert.deepEqual(found.references, ['postgresql.conf:1', 'conf.d/a.conf:1', 'postgresql.auto.conf:2']);
});

test('a file that no configuration reads stands for itself', async () => {
  const options = {
    path: '/data/conf.d/other.txt',
    files: { ...files, '/data/postgresql.conf': main.replace('|', '') },
  };
  const found = await ask('wor|k_mem = 2MB\n', options);
  assert.deepEqual(found.references, ['conf.d/other.txt:1']);
});
