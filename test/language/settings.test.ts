import assert from 'node:assert/strict';
import { test } from 'node:test';
import { defaultSettings, readSettings } from '../../server/language/settings.ts';

const wanted = { major: 16, loudness: { 'fsync-off': 'off' }, effectiveValues: false };

test('settings are taken in every form that clients send', () => {
  const section = {
    postgresql: { major: 16 },
    diagnostics: { severity: { 'fsync-off': 'off' } },
    inlayHints: { effectiveValues: false },
  };
  assert.deepEqual(readSettings(section), wanted);
  assert.deepEqual(readSettings({ walscope: section }), wanted);
  assert.deepEqual(
    readSettings({
      'postgresql.major': '16',
      'diagnostics.severity': { 'fsync-off': 'off' },
      'inlayHints.effectiveValues': false,
    }),
    wanted,
  );
});

test('what is missing or wrong is as by default', () => {
  for (const sent of [
    undefined,
    null,
    7,
    'x',
    [],
    {},
    { walscope: null },
    { postgresql: null },
    { postgresql: { major: 9 } },
  ])
    assert.deepEqual(readSettings(sent), defaultSettings);
  assert.deepEqual(readSettings({ diagnostics: { severity: { a: 'loud', b: 'hint' } } }).loudness, {
    b: 'hint',
  });
});
