import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import fc from 'fast-check';
import { readSynchronousStandbyNames } from '../../server/postgres/conf/synchronousStandbyNames.ts';

/** What the servers 10 to 19 say, all alike. */
const truth: { value: string; refusal: { message?: string; detail?: string } | null }[] = JSON.parse(
  readFileSync(new URL('../truth/conf-rules/standbyNames.json', import.meta.url), 'utf8'),
);

test('every recorded value is taken or refused in the words of the server', () => {
  assert.ok(truth.length > 20);
  for (const { value, refusal } of truth) {
    const read = readSynchronousStandbyNames(value).refusal;
    assert.equal(read?.message, refusal?.message, value);
    assert.equal(read?.detail, refusal?.detail, value);
  }
});

test('method, number and names are read with their places', () => {
  const value = 'ANY 2 (s1, "s-2", *)';
  const { standbys } = readSynchronousStandbyNames(value);
  assert.equal(standbys?.method, 'quorum');
  assert.equal(standbys?.count, 2);
  assert.deepEqual(
    standbys?.names.map(({ name, start, end }) => [name, value.slice(start, end)]),
    [
      ['s1', 's1'],
      ['s-2', '"s-2"'],
      ['*', '*'],
    ],
  );
});

test('a plain list waits for one standby by priority, a lone number is a name', () => {
  assert.equal(readSynchronousStandbyNames('a, b').standbys?.count, 1);
  assert.deepEqual(readSynchronousStandbyNames('10').standbys?.names[0].name, '10');
});

test('any text is read without an exception', () => {
  const piece = fc.constantFrom(
    'any',
    'FIRST',
    ' ',
    '1',
    '(',
    ')',
    ',',
    '"',
    's1',
    '*',
    '-',
    '\u00a0',
    '99999999999999999999',
  );
  fc.assert(
    fc.property(fc.array(fc.oneof(piece, fc.string())), pieces => {
      const value = pieces.join('');
      const read = readSynchronousStandbyNames(value);
      for (const { start, end } of read.refusal ? [read.refusal] : read.standbys.names)
        assert.ok(0 <= start && start <= end && end <= value.length);
    }),
    { seed: 4, numRuns: 2000 },
  );
});
