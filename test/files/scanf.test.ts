import assert from 'node:assert/strict';
import test from 'node:test';
import { scanf } from '../../server/postgres/files/scanf.ts';

const values = (text: string, format: string) => scanf(text, format).values;

test('white space in a format matches any, also none', () => {
  assert.deepEqual(values('  2 \t 0/900', '%u\t%X/%X'), [2, 0, 0x900]);
  assert.deepEqual(values('2', '%u\t%X/%X'), [2]);
});

test('numbers are read as strtoul reads them', () => {
  assert.deepEqual(values('-1', '%u'), [0xffff_ffff]);
  assert.deepEqual(values('+0x1F/2', '%X/%X'), [0x1f, 2]);
  assert.deepEqual(values('4294967297', '%u'), [1]);
  assert.deepEqual(values('99999999999999999999999', '%u'), [0xffff_ffff]);
  assert.deepEqual(values('x', '%u'), []);
});

test('widths cut, words end at white space', () => {
  assert.deepEqual(values('000000010000000000000003)', '%08X%16s)'), [1, '0000000000000003']);
  assert.deepEqual(values('ab cd', '%1s%s'), ['a', 'b']);
  assert.deepEqual(values('a b\nc', '%127[^\n]'), ['a b']);
});

test('a literal that does not fit stays consumed up to the misfit', () => {
  const { values: found, next } = scanf('BACKUP FROM: standby\n', 'BACKUP METHOD: %19s\n');
  assert.deepEqual(found, []);
  assert.equal(next, 'BACKUP '.length);
});
