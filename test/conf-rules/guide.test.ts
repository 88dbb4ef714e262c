import assert from 'node:assert/strict';
import { test } from 'node:test';
import { settingHistory } from '../../server/postgres/conf/catalogue.ts';
import { guideTo, settingGuides } from '../../server/postgres/conf/guide/guides.ts';
import { manualLink } from '../../server/postgres/conf/guide/manual.ts';

/** Settings of recovery.conf in 10 and 11 that never became settings of postgresql.conf. */
const recoveryFileOnly = new Set(['standby_mode', 'trigger_file']);
const guides = Object.entries(settingGuides);

test('every guided setting exists in some major', () => {
  for (const [name] of guides) {
    if (!recoveryFileOnly.has(name)) assert.notEqual(settingHistory(name).size, 0, name);
  }
});

test('every setting that a guide names beside its own exists and is not itself', () => {
  for (const [name, guide] of guides) {
    for (const other of guide.setWith ?? []) {
      assert.notEqual(settingHistory(other).size, 0, `${name} names ${other}`);
      assert.notEqual(other, name);
    }
  }
});

test('about 180 settings around WAL, backups and recovery have a guide', () => {
  assert.ok(guides.length >= 175, `${guides.length} guides`);
});

test('no sentence is longer than 200 characters', () => {
  for (const [name, guide] of guides) {
    const texts = [guide.does, guide.costs, guide.goesWrong, ...Object.values(guide.since ?? {})];
    for (const sentence of texts.flatMap(text => text?.split(/(?<=[.:;])\s+/) ?? [])) {
      assert.ok(sentence.length <= 200, `${name}: ${sentence}`);
    }
  }
});

test('every text is a sentence', () => {
  for (const [name, guide] of guides) {
    const texts = [guide.does, guide.costs, guide.goesWrong, ...Object.values(guide.since ?? {})];
    for (const text of texts) if (text !== undefined) assert.match(text, /^[A-Z0-9`'].*[.]$/s, name);
  }
});

test('a note of a major speaks of a major in which the setting exists, or of its end', () => {
  for (const [name, guide] of guides) {
    const history = settingHistory(name);
    const known = [...history.keys()];
    for (const [major, note] of Object.entries(guide.since ?? {})) {
      if (recoveryFileOnly.has(name)) continue;
      const ended = Number(major) === Math.max(...known) + 1 && /^Gone/.test(note);
      assert.ok(known.includes(Number(major) as never) || ended, `${name} ${major}: ${note}`);
    }
  }
});

test('a guide is found in any case', () => {
  assert.equal(guideTo('timezone'), settingGuides.TimeZone);
  assert.equal(guideTo('WAL_LEVEL'), settingGuides.wal_level);
  assert.equal(guideTo('toString'), undefined);
});

test('the manual link follows the chapters of each major', () => {
  const page = (name: string, major: 10 | 11 | 13 | 16 | 18) =>
    manualLink(name, major).replace('https://www.postgresql.org/docs/', '');
  assert.equal(page('archive_command', 16), '16/runtime-config-wal.html#GUC-ARCHIVE-COMMAND');
  assert.equal(page('restore_command', 11), '11/archive-recovery-settings.html#RESTORE-COMMAND');
  assert.equal(page('recovery_target_time', 10), '10/recovery-target-settings.html#RECOVERY-TARGET-TIME');
  assert.equal(page('restore_command', 13), '13/runtime-config-wal.html#GUC-RESTORE-COMMAND');
  assert.equal(page('autovacuum', 16), '16/runtime-config-autovacuum.html#GUC-AUTOVACUUM');
  assert.equal(page('autovacuum', 18), '18/runtime-config-vacuum.html#GUC-AUTOVACUUM');
  assert.equal(
    page('log_autovacuum_min_duration', 13),
    '13/runtime-config-autovacuum.html#GUC-LOG-AUTOVACUUM-MIN-DURATION',
  );
  assert.equal(page('my.setting', 18), '18/runtime-config.html');
});
