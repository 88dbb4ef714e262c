import assert from 'node:assert/strict';
import { test } from 'node:test';
import { oldNames, settingHistory, settingNamed, settingsOf } from '../../server/postgres/conf/catalogue.ts';
import { strangeName } from '../../server/postgres/conf/strangeNames.ts';
import { checkByType } from '../../server/postgres/conf/values/check.ts';
import { majors } from '../../server/postgres/majors.ts';

test('every major has its settings, and every built-in default is a value that it takes', () => {
  const counts = majors.map(major => settingsOf(major).length);
  assert.deepEqual(counts, [276, 296, 322, 337, 352, 360, 368, 386, 405, 425]);
  for (const major of majors)
    for (const setting of settingsOf(major)) {
      if (setting.default === undefined) continue;
      const { refusal } = checkByType(setting, setting.name, setting.default, major);
      assert.equal(refusal?.message, undefined, `${setting.name} of ${major}`);
    }
});

test('names are looked up without regard to case, and by the old names that are still taken', () => {
  assert.equal(settingNamed('DATESTYLE', 12)?.name, 'DateStyle');
  assert.equal(settingNamed('Sort_Mem', 19)?.name, 'work_mem');
  assert.equal(settingNamed('ssl_ecdh_curve', 17)?.name, 'ssl_ecdh_curve');
  assert.equal(settingNamed('ssl_ecdh_curve', 18)?.name, 'ssl_groups');
  assert.deepEqual([...oldNames(10).keys()].sort(), ['sort_mem', 'vacuum_mem']);
});

test('a setting is there in its majors only, with what each changed', () => {
  assert.deepEqual([...settingHistory('wal_keep_segments').keys()], [10, 11, 12]);
  assert.deepEqual([...settingHistory('io_workers').keys()], [18]);
  const compression = settingHistory('wal_compression');
  assert.equal(compression.get(14)?.type, 'bool');
  assert.equal(compression.get(15)?.type, 'enum');
});

test('what took the place of a name is known by major', () => {
  assert.equal(strangeName('wal_keep_segments', 13), 'It is gone since 13. Write wal_keep_size instead.');
  assert.equal(strangeName('WAL_KEEP_SIZE', 12), 'It is new in 13. Write wal_keep_segments instead.');
  assert.equal(strangeName('checkpoint_segments', 16), 'Write max_wal_size instead.');
  assert.equal(
    strangeName('io_workers', 19),
    'It is in 18 only. Write io_max_workers and io_min_workers instead.',
  );
  assert.equal(strangeName('restore_command', 11), 'Up to 11 it belongs into recovery.conf.');
  assert.equal(strangeName('trigger_file', 13), 'Write promote_trigger_file instead.');
  assert.match(strangeName('trigger_file', 16) ?? '', /pg_promote/);
  assert.match(strangeName('standby_mode', 12) ?? '', /standby\.signal/);
  assert.equal(strangeName('no_such_thing', 16), undefined);
});
