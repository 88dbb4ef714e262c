import assert from 'node:assert/strict';
import { test } from 'node:test';
import { editor, fits } from './customEditors.ts';

const opens = (name: string) =>
  editor('walscope.segment').selector.some(({ filenamePattern }) => fits(filenamePattern, name));

test('segments, their partial and compressed forms open in the segment view', () => {
  const name = '00000001000000000000002D';
  const suffixes = ['', '.gz', '.lz4', '.zst', '.bz2', '.xz', '.br'];
  for (const suffix of suffixes)
    for (const form of [name + suffix, `${name}.partial${suffix}`]) assert.ok(opens(form), form);
  assert.ok(opens(`${name}-0123456789abcdef0123456789abcdef01234567.zst`));
});

test('files that look alike do not', () => {
  for (const name of [
    '00000001000000000000002D.00000028.backup',
    '00000001000000000000002D.ready',
    '00000002.history',
    '00000001000000000000002',
    '00000001000000000000002DA',
    '00000001000000000000002G',
    'd670460b4b4aece5915caf5c68d12f560a9fe3e4',
    'backup_label',
    '00000001000000000000002D.txt',
  ])
    assert.ok(!opens(name), name);
});

test('any other file can be reopened in it, and is not taken by it', () => {
  const { priority, selector } = editor('walscope.segmentAny');
  assert.equal(priority, 'option');
  assert.deepEqual(selector, [{ filenamePattern: '*' }]);
});
