import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readRecorded } from './recorded.ts';
import { caseDifference, rangeDifference } from './truth.ts';

const folder = new URL('../truth/wal/', import.meta.url).pathname;
const recorded = readRecorded(folder);

for (const one of recorded.cases)
  test(`${one.id}: every record and the end of the WAL as pg_waldump tells them`, async () => {
    assert.equal(await caseDifference(folder, one), undefined);
  });

for (const range of recorded.ranges)
  test(`${range.segments.join(' ')}: records across the segments as pg_waldump tells them`, async () => {
    assert.equal(await rangeDifference(folder, recorded, range), undefined);
  });
