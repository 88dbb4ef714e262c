import assert from 'node:assert/strict';
import { test } from 'node:test';
import { scopesOf, scopesOfLines } from './scopes.ts';

const conf = (line: string) => scopesOf('postgresql-conf', line);

test('a setting has a name, an operator, a number and its unit', async () => {
  assert.deepEqual(await conf('shared_buffers = 128MB # memory'), [
    ['shared_buffers', 'support.type.property-name'],
    ['=', 'keyword.operator.assignment'],
    ['128', 'constant.numeric'],
    ['MB', 'keyword.other.unit'],
    ['#', 'punctuation.definition.comment'],
    [' memory', 'comment.line.number-sign'],
  ]);
});

test('a quoted quantity shows its number and unit', async () => {
  assert.deepEqual(await conf("checkpoint_timeout '1.5 h'"), [
    ['checkpoint_timeout', 'support.type.property-name'],
    ["'", 'punctuation.definition.string.begin'],
    ['1.5', 'constant.numeric'],
    ['h', 'keyword.other.unit'],
    ["'", 'punctuation.definition.string.end'],
  ]);
});

test('a number sign in quotes is no comment, one outside is, without a space too', async () => {
  assert.deepEqual(await conf("a = 'x#y'#z"), [
    ['a', 'support.type.property-name'],
    ['=', 'keyword.operator.assignment'],
    ["'", 'punctuation.definition.string.begin'],
    ['x#y', 'string.quoted.single'],
    ["'", 'punctuation.definition.string.end'],
    ['#', 'punctuation.definition.comment'],
    ['z', 'comment.line.number-sign'],
  ]);
});

test('placeholders and escapes of commands stand out', async () => {
  assert.deepEqual(await conf(String.raw`archive_command = 'cp "%p" ''/a\\b/%f'''`), [
    ['archive_command', 'support.type.property-name'],
    ['=', 'keyword.operator.assignment'],
    ["'", 'punctuation.definition.string.begin'],
    ['cp "', 'string.quoted.single'],
    ['%p', 'constant.other.placeholder'],
    ['" ', 'string.quoted.single'],
    ["''", 'constant.character.escape'],
    ['/a', 'string.quoted.single'],
    ['\\\\', 'constant.character.escape'],
    ['b/', 'string.quoted.single'],
    ['%f', 'constant.other.placeholder'],
    ["''", 'constant.character.escape'],
    ["'", 'punctuation.definition.string.end'],
  ]);
});

test('connection keywords stand out in primary_conninfo', async () => {
  assert.deepEqual((await conf("primary_conninfo = 'host=db1 user=replicator'")).slice(2, 6), [
    ["'", 'punctuation.definition.string.begin'],
    ['host', 'variable.parameter'],
    ['=', 'keyword.operator.assignment'],
    ['db1 ', 'string.quoted.single'],
  ]);
});

test('includes are keywords, names that begin like them are not', async () => {
  assert.equal((await conf("include_dir 'conf.d'"))[0][1], 'keyword.control.include');
  assert.equal((await conf("INCLUDE 'a.conf'"))[0][1], 'keyword.control.include');
  assert.deepEqual((await conf('include.x = 1'))[0], ['include', 'support.type.property-name']);
});

test('words, booleans and custom names', async () => {
  assert.deepEqual(await conf('wal_level = replica'), [
    ['wal_level', 'support.type.property-name'],
    ['=', 'keyword.operator.assignment'],
    ['replica', 'string.unquoted'],
  ]);
  assert.deepEqual((await conf('fsync off'))[1], ['off', 'constant.language.boolean']);
  assert.deepEqual((await conf('timezone = Europe/Paris'))[2], ['Europe/Paris', 'string.unquoted']);
  assert.deepEqual((await conf('auto_explain.log_min_duration = -1')).slice(0, 5), [
    ['auto_explain', 'support.type.property-name'],
    ['.', 'punctuation.separator'],
    ['log_min_duration', 'support.type.property-name'],
    ['=', 'keyword.operator.assignment'],
    ['-1', 'constant.numeric'],
  ]);
});

test('what can not begin a line is marked, and an unclosed string ends with its line', async () => {
  assert.equal((await conf('[section]'))[0][1], 'invalid.illegal.name');
  const [, second] = await scopesOfLines('postgresql-conf', ["a = 'open", 'b = 1']);
  assert.deepEqual(second[0], ['b', 'support.type.property-name']);
});
