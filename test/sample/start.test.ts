import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { inProject } from '../../scripts/lib/project.mjs';

test('what the sample begins with links only to files that it has', () => {
  const text = readFileSync(inProject('test/sample/START.md'), 'utf8');
  const links = [...text.matchAll(/\]\(([^)]+)\)/g)].map(([, path]) => path);
  assert.ok(links.length > 3);
  assert.deepEqual(
    links.filter(path => !existsSync(inProject('test/sample/files', `${path}.br`))),
    [],
  );
});
