import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, posix } from 'node:path';
import { test } from 'node:test';
import { filesBelow } from '../scripts/lib/entries.mjs';
import { inProject, manifest } from '../scripts/lib/project.mjs';

// The map of CONTRIBUTING.md as a test: which folder may import from which, and how code here looks.

/** For each layer, the places it may import from; the first layer a file's path starts with is its own. */
const layers: readonly [layer: string, ...allowed: string[]][] = [
  ['server/bytes/'],
  ['server/postgres/', 'server/bytes/'],
  ['server/archive/', 'server/postgres/', 'server/bytes/'],
  ['server/protocol', 'server/postgres/'],
  ['server/inspect/', 'server/protocol', 'server/archive/', 'server/postgres/', 'server/bytes/'],
  [
    'server/language/',
    'server/protocol',
    'server/inspect/',
    'server/archive/',
    'server/postgres/',
    'server/bytes/',
  ],
  [
    'server/cli/',
    'server/language/',
    'server/protocol',
    'server/inspect/',
    'server/archive/',
    'server/postgres/',
    'server/bytes/',
  ],
  ['client/webview/', 'server/protocol'],
  ['client/', 'server/protocol', 'client/webview/messages.ts', 'client/webview/segment/hostRequests.ts'],
];

/** The only places that may use Node itself; the rest runs in a browser too. */
const usesNode = [
  /^server\/bytes\/node[^/]*\.ts$/,
  /^server\/cli\//,
  /^server\/language\/main[^/]*\.ts$/,
  /\/worker\.ts$/,
  /^client\/(?!webview\/)/,
];

const typescript = (folder: string) => filesBelow(folder).filter(path => path.endsWith('.ts'));
const sources = [...typescript('server'), ...typescript('client')].filter(
  path => !path.includes('/assembly/'),
);
const tests = typescript('test');
const read = (path: string) => readFileSync(inProject(path), 'utf8');

/** What a file imports, by `import`, `export from` or `import()`, in the order of the text. */
function importsOf(path: string): string[] {
  const declaration =
    /(?:^|\n)(?:import\s(?:[^;'"`]*?\sfrom\s)?|export\s[^;'"`]*?\sfrom\s)\s*['"]([^'"]+)['"]/;
  const pattern = new RegExp(`${declaration.source}|\\bimport\\(\\s*['"]([^'"]+)['"]`, 'g');
  return [...read(path).matchAll(pattern)].map(([, declared, dynamic]) => declared ?? dynamic);
}

const imports = sources.flatMap(path => importsOf(path).map(target => ({ path, target })));

test('imports go only downward through the layers', () => {
  assert.ok(imports.length > sources.length, 'the imports of the sources are found');
  const wrong = imports.filter(({ path, target }) => {
    if (!target.startsWith('.')) return false;
    const layer = layers.find(([start]) => path.startsWith(start));
    const resolved = posix.join(dirname(path), target);
    return !layer?.some(start => resolved.startsWith(start));
  });
  assert.deepEqual(wrong, []);
});

test('no files import each other in a circle, types included', () => {
  const targets = new Map<string, string[]>(sources.map(path => [path, []]));
  for (const { path, target } of imports)
    if (target.startsWith('.')) targets.get(path)?.push(posix.join(dirname(path), target));
  /** Files whose imports have been followed to the end, and the way to the file at hand. */
  const done = new Set<string>();
  const circleFrom = (path: string, way: readonly string[]): readonly string[] | undefined => {
    if (way.includes(path)) return [...way.slice(way.indexOf(path)), path];
    if (done.has(path)) return undefined;
    for (const target of targets.get(path) ?? []) {
      const circle = circleFrom(target, [...way, path]);
      if (circle) return circle;
    }
    done.add(path);
    return undefined;
  };
  assert.equal(
    sources
      .map(path => circleFrom(path, []))
      .find(Boolean)
      ?.join(' -> '),
    undefined,
  );
});

test('the server never imports vscode, webviews neither', () => {
  const wrong = imports.filter(
    ({ path, target }) => target === 'vscode' && !/^client\/(?!webview\/)/.test(path),
  );
  assert.deepEqual(wrong, []);
});

test('Node is used only where files and processes are met', () => {
  const wrong = imports.filter(
    ({ path, target }) => target.startsWith('node:') && !usesNode.some(place => place.test(path)),
  );
  assert.deepEqual(wrong, []);
});

test('knowledge of PostgreSQL depends on no package but the zstd decoder', () => {
  const wrong = imports.filter(
    ({ path, target }) =>
      path.startsWith('server/postgres/') && !target.startsWith('.') && target !== 'fzstd',
  );
  assert.deepEqual(wrong, []);
});

test('a file has one idea: no default exports, no files that only pass exports on, none above 400 lines', () => {
  const hand = sources.filter(path => !/\.(generated|wasm)\.ts$/.test(path));
  assert.deepEqual(
    hand.filter(path => /^export default\b/m.test(read(path))),
    [],
    'default exports',
  );
  assert.deepEqual(
    hand.filter(path => /^(\s*export\s[^;]*\sfrom\s[^;]*;)+\s*$/.test(read(path))),
    [],
    'barrels',
  );
  assert.deepEqual(
    hand.filter(path => read(path).split('\n').length > 401),
    [],
    'too long',
  );
});

test('no test is skipped, left alone or put off', () => {
  const putOff = /\b(?:test|it|describe|suite)\.(?:skip|only|todo)\b|\{\s*(?:skip|only|todo)\s*:/;
  assert.deepEqual(
    tests.filter(path => path !== 'test/architecture.test.ts' && putOff.test(read(path))),
    [],
  );
});

test('the scripts that package.json names are there, and so is what the package ships', () => {
  const { scripts, files, main, bin } = manifest();
  for (const command of Object.values<string>(scripts))
    for (const [, script] of command.matchAll(/((?:scripts|test)\/\S+)/g))
      assert.ok(existsSync(inProject(script)), script);
  for (const path of [main, ...Object.values<string>(bin)]) assert.match(path, /^\.\/dist\//);
  assert.ok(files.includes('dist'));
});

test('the lock file is complete, for other platforms too, so that npm ci works', () => {
  const { packages } = JSON.parse(read('package-lock.json'));
  assert.deepEqual(packages[''].devDependencies, manifest().devDependencies);
  const missing = Object.entries<Record<string, Record<string, string> | undefined>>(packages).flatMap(
    ([path, { dependencies, optionalDependencies }]) =>
      Object.keys({ ...dependencies, ...optionalDependencies }).filter(
        name => !packages[`node_modules/${name}`] && !packages[`${path}/node_modules/${name}`],
      ),
  );
  assert.deepEqual(missing, []);
});
