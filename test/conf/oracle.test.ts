import assert from 'node:assert/strict';
import { test } from 'node:test';
import { majors } from '../../server/postgres/majors.ts';
import { differences, readCase } from './oracleCase.ts';
import { oracleOf } from './truth.ts';

for (const major of majors)
  test(`every recorded configuration gets what the server of ${major} says, and nothing else`, async () => {
    const cases = oracleOf(major);
    assert.ok(cases.length > 1000);
    const wrong: string[] = [];
    for (const oracle of cases) {
      const found = differences(oracle, await readCase(oracle, major));
      if (found.length) wrong.push([oracle.conf ?? oracle.conf_b64, ...found].join('\n  '));
    }
    assert.deepEqual(wrong, []);
  });
