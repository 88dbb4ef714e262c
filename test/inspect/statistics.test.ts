import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatLsnPadded } from '../../server/postgres/lsn.ts';
import { recorded, richest, truthFolder } from '../wal/fixtures.ts';
import { linesOf, type RecordedCase, unpacked } from '../wal/recorded.ts';
import { openRead, readLine } from './sessions.ts';

interface Count {
  readonly name: string;
  readonly count: number;
  readonly recordBytes: number;
  readonly imageBytes: number;
}

/** The record types that `pg_waldump --stats=record` counted. */
function recordedStatistics(one: RecordedCase): Count[] {
  const text = new TextDecoder().decode(unpacked(`${truthFolder}${one.files.stats.path}`));
  const row =
    /^(\S+\/\S.*?)\s+(\d+) \( *[\d.]+\)\s+(\d+) \( *[\d.]+\)\s+(\d+) \( *[\d.]+\)\s+\d+ \( *[\d.]+\)$/gm;
  return [...text.matchAll(row)]
    .map(([, name, count, recordBytes, imageBytes]) => ({
      name,
      count: Number(count),
      recordBytes: Number(recordBytes),
      imageBytes: Number(imageBytes),
    }))
    .filter(({ count }) => count > 0);
}

const withStatistics = recorded.cases.filter(one => one.files.stats && one.segmentSize <= 1 << 20);

test('statistics by record type equal those of pg_waldump --stats=record, for every recorded segment', async () => {
  let compared = 0;
  for (const one of [...withStatistics, ...richest]) {
    const expected = recordedStatistics(one);
    if (expected.length === 0) continue;
    const session = await openRead(one);
    const found = session.statistics.types(one.major).map(({ manager, type, ...counts }) => ({
      name: `${manager}/${type}`,
      ...counts,
    }));
    assert.deepEqual(found, expected, one.id);
    const { recordBytes, imageBytes } = session.state;
    const sum = (of: (count: Count) => number) => expected.reduce((total, count) => total + of(count), 0);
    assert.equal(
      recordBytes,
      sum(count => count.recordBytes + count.imageBytes),
    );
    assert.equal(
      imageBytes,
      sum(count => count.imageBytes),
    );
    await session.close();
    compared++;
  }
  assert.ok(compared > 20, `${compared} compared`);
});

for (const one of richest)
  test(`${one.major}: slices of the overview add up to the records, whatever their number`, async () => {
    const session = await openRead(one);
    const lines = linesOf(truthFolder, one).map(readLine);
    const commits = lines.filter(({ rmgr, type }) => rmgr === 'Transaction' && type.startsWith('COMMIT'));
    for (const wanted of [1, 64, 500, 100_000]) {
      const { records, imageBytes, commits: found, startLsn } = session.overview.slices(wanted, true);
      assert.ok(records.length <= wanted);
      assert.ok(records[records.length - 1] > 0);
      assert.equal(startLsn, formatLsnPadded(session.wal.start));
      assert.equal(sum(records), lines.length);
      assert.equal(sum(imageBytes), sum(lines.map(line => line.imageLength)));
      assert.equal(sum(found), commits.length);
    }
    const { records, sliceBytes } = session.overview.slices(64, false);
    assert.equal(sliceBytes * records.length, one.segmentSize);
    const low = (lsn: string) => Number.parseInt(lsn.split('/')[1], 16) % one.segmentSize;
    const inFirst = lines.filter(({ lsn }) => low(lsn) < sliceBytes).length;
    assert.equal(records[0], inFirst);
    await session.close();
  });

const sum = (numbers: readonly number[]) => numbers.reduce((a, b) => a + b, 0);
