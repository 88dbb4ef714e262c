import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatLsn, parseLsn } from '../../server/postgres/lsn.ts';
import { filesOf, open, recorded } from './recorded.ts';

interface Truth {
  /** What pg_waldump prints of commits and restore points. */
  readonly lines: readonly string[];
}

for (const major of [13, 18])
  test(`${major}: what a record says that ends in the next segment is found where it begins`, async () => {
    const recording = recorded<Truth>('crossing', major);
    const { cluster, events } = await open(filesOf(recording, { archive: '/archive' }), ['/archive']);
    const { lines } = recording.truth;
    const lsnOf = (line: string) => formatLsn(parseLsn(/lsn: (\S+),/.exec(line)![1])!);
    const size = BigInt(cluster.segmentSize);
    const isCrossing = (line: string) => {
      const lsn = parseLsn(/lsn: (\S+),/.exec(line)![1])!;
      const length = BigInt(/len \(rec\/tot\): +\d+\/ *(\d+)/.exec(line)![1]);
      return lsn / size !== (lsn + length) / size;
    };
    assert.equal(lines.filter(isCrossing).length, 2);

    const commits = lines.filter(line => line.includes('desc: COMMIT'));
    assert.equal(
      events.reduce((sum, each) => sum + each.commits, 0),
      commits.length,
    );
    assert.deepEqual(
      events.flatMap(({ clock }) => clock.map(({ lsn }) => formatLsn(lsn))),
      commits.map(lsnOf),
    );
    const found = events.flatMap(each => each.events.map(event => ({ ...event, segment: each.segment })));
    const told = lines.filter(line => /desc: RESTORE_POINT|; rels: /.test(line));
    assert.deepEqual(
      found.filter(({ kind }) => kind === 'restorePoint' || kind === 'drop').map(({ lsn }) => formatLsn(lsn)),
      told.map(lsnOf),
    );
    for (const { lsn, segment } of found)
      assert.ok(segment.endsWith((lsn / size).toString(16).toUpperCase()));
  });
