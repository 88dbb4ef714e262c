import assert from 'node:assert/strict';
import { test } from 'node:test';
import { forecastRecovery } from '../../server/postgres/recovery/forecast.ts';
import { comparedFields, expectedByItself, forComparison } from './comparison.ts';
import { inputOf, recordedRecoveries, unpackRecovery } from './recorded.ts';

/** Fields in which a recording depends on time, or tells of files that it does not hold. */
const apart: Readonly<Record<string, readonly string[]>> = {
  // the server's queue of messages was not empty yet, or empty already
  'action-shutdown-pg16': ['log'],
  'lsn-switch-padding-exclusive-pg19': ['log'],
};

for (const { name } of recordedRecoveries)
  test(`${name}: the forecast is what the server did`, async () => {
    const { files, expected } = await unpackRecovery(name);
    const forecast = await forecastRecovery(inputOf(files, expected.major));
    const want = expectedByItself(expected);
    const got = forComparison(forecast, '/pgdata');
    // a label renamed in an earlier life is not among the recorded files
    if (want.files_after && !files.has('/pgdata/backup_label'))
      Object.assign(want.files_after, { 'backup_label.old': got.files_after?.['backup_label.old'] });
    for (const field of comparedFields) {
      if (!(field in want) || apart[name]?.includes(field)) continue;
      assert.deepEqual(got[field] ?? null, want[field] ?? null, field);
    }
    assert.deepEqual(forecast.unknown, []);
  });
