import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { quoteValue } from '../../server/postgres/conf/rules/places.ts';
import { unquote } from '../../server/postgres/conf/text.ts';
import { majors } from '../../server/postgres/majors.ts';
import { adviceOn, codesOn } from './advice.ts';

test('a part of a value is placed behind doubled quotes and escapes', async () => {
  const text =
    "primary_conninfo = 'application_name=''a b'' password=geheim host=\\\\h'\nprimary_slot_name = s";
  const [advice] = await adviceOn(text);
  assert.equal(advice.code, 'password-in-conninfo');
  assert.equal(text.slice(advice.span.start, advice.span.end), 'password=geheim');
});

test('a value with octal escapes is marked as a whole', async () => {
  const text = "primary_conninfo = 'password=\\141b host=h'\nprimary_slot_name = s";
  const [advice] = await adviceOn(text);
  assert.equal(text.slice(advice.span.start, advice.span.end), "'password=\\141b host=h'");
});

test('a quoted value reads back as it was', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), value => {
      const clean = value.replaceAll('\0', '');
      assert.equal(unquote(quoteValue(clean)), clean);
    }),
    { seed: 4 },
  );
});

test('advice stands in the file that has the line', async () => {
  const [advice] = await adviceOn('fsync = off', { path: '/etc/postgresql/postgresql.conf' });
  assert.deepEqual([advice.file, advice.line, advice.kind], ['/etc/postgresql/postgresql.conf', 1, 'advice']);
});

test('only the line that takes effect is spoken about', async () => {
  assert.deepEqual(await codesOn('fsync = off\nfsync = on'), []);
});

test('an empty file, an untouched one and refused values give no advice', async () => {
  assert.deepEqual(await codesOn(''), []);
  assert.deepEqual(
    await codesOn('max_connections = 100\nshared_buffers = 128MB\nmax_wal_size = 1GB\nmin_wal_size = 80MB'),
    [],
  );
  assert.deepEqual(await codesOn('fsync = perhaps'), []);
});

test('any values are advised on without an exception', async () => {
  const names = [
    'archive_command',
    'restore_command',
    'archive_cleanup_command',
    'primary_conninfo',
    'synchronous_standby_names',
    'recovery_target_time',
    'recovery_target_xid',
    'recovery_target_timeline',
    'archive_timeout',
    'max_slot_wal_keep_size',
  ];
  const piece = fc.constantFrom(
    'cp ',
    '%p',
    '%f',
    ' /a/',
    '"',
    "'",
    '&&',
    '||',
    ';',
    'host=',
    'password=x',
    ' ',
    '0',
    '/',
    '2026-01-01',
    '10:00',
    'UTC+3',
    '(',
    ')',
    ',',
  );
  const value = fc
    .array(fc.oneof(piece, fc.string()), { maxLength: 8 })
    .map(pieces => pieces.join('').replace(/[\n\0]/g, ''));
  const lines = fc.array(fc.tuple(fc.constantFrom(...names), value), { maxLength: 6 });
  await fc.assert(
    fc.asyncProperty(lines, fc.constantFrom(...majors), async (entries, major) => {
      const text = [
        'archive_mode = on',
        ...entries.map(([name, value]) => `${name} = ${quoteValue(value)}`),
      ].join('\n');
      for (const { span } of await adviceOn(text, { major }))
        assert.ok(0 <= span.start && span.start <= span.end && span.end <= text.length);
    }),
    { seed: 4, numRuns: 600 },
  );
});
