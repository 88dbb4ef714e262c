import assert from 'node:assert/strict';
import { test } from 'node:test';
import { editor, fits } from './customEditors.ts';

const opens = (path: string) =>
  editor('walscope.binaryFile').selector.some(({ filenamePattern }) => fits(filenamePattern, path));

test('the binary files of a data directory open in the decoded view', () => {
  for (const path of [
    'global/pg_control',
    'global/pg_filenode.map',
    'global/pg_control.zst',
    'base/16384/pg_filenode.map',
    'pg_replslot/standby_1/state',
    'pg_twophase/000002FB',
    'pg_twophase/00000000000002FB',
    `pg_wal/summaries/00000001${'0'.repeat(24)}01000028.summary`,
    'pg_logical/snapshots/0-686AFD8.snap',
  ])
    assert.ok(opens(`/var/lib/data/${path}`), path);
});

test('files that look alike do not', () => {
  for (const path of [
    'global/pg_control.md',
    'state',
    'src/state',
    'pg_replslot/standby_1/state.tmp',
    'pg_replslot/standby_1/xid-1-lsn-0-1.spill',
    '000002FB',
    'base/16384/000002FB',
    'report.summary',
    'tests/0-1.snap',
    'pg_twophase/notes',
  ])
    assert.ok(!opens(`/var/lib/data/${path}`), path);
});

test('any other file can be reopened in it, and is not taken by it', () => {
  const { priority, selector } = editor('walscope.binaryFileAny');
  assert.equal(priority, 'option');
  assert.deepEqual(selector, [{ filenamePattern: '*' }]);
});
