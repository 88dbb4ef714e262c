import assert from 'node:assert/strict';
import { test } from 'node:test';
import { scopesOf } from './scopes.ts';

test('a history line has a timeline, an LSN and a reason', async () => {
  assert.deepEqual(await scopesOf('postgresql-history', '1\t0/3017ED8\tno recovery target specified'), [
    ['1', 'entity.name.tag.timeline'],
    ['0', 'constant.numeric.hex.lsn'],
    ['/', 'constant.numeric.hex.lsn'],
    ['3017ED8', 'constant.numeric.hex.lsn'],
    ['no recovery target specified', 'string.unquoted.reason'],
  ]);
});

test('a backup label has keys, LSNs and the segment', async () => {
  const line = 'START WAL LOCATION: 0/3000028 (file 000000010000000000000003)';
  assert.deepEqual(await scopesOf('postgresql-backup-label', line), [
    ['START WAL LOCATION', 'support.type.property-name'],
    [':', 'punctuation.separator.key-value'],
    ['0/3000028', 'constant.numeric.hex.lsn'],
    [' (', 'source'],
    ['file', 'keyword.other.file'],
    ['000000010000000000000003', 'entity.name.tag.segment'],
    [')', 'source'],
  ]);
  assert.deepEqual((await scopesOf('postgresql-backup-label', 'START TIMELINE: 12'))[2], [
    '12',
    'constant.numeric',
  ]);
  assert.deepEqual((await scopesOf('postgresql-backup-label', 'LABEL: nightly'))[2], [
    'nightly',
    'string.unquoted',
  ]);
});

test('a tablespace map has an OID and a path with escapes', async () => {
  assert.deepEqual(await scopesOf('postgresql-tablespace-map', '16384 /srv/a\\\\b'), [
    ['16384', 'constant.numeric.oid'],
    ['/srv/a', 'string.unquoted.path'],
    ['\\\\', 'constant.character.escape'],
    ['b', 'string.unquoted.path'],
  ]);
});
