import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatLsn, parseLsn } from '../../server/postgres/lsn.ts';
import { filesOf, open, recorded } from './recorded.ts';

interface Truth {
  readonly backups: readonly {
    readonly backup: string;
    /** The segment that restore_command did not find. */
    readonly gone?: string;
    readonly started: boolean;
    readonly consistent?: string;
    readonly fatal?: string;
    /** Where the last record began that was replayed on the way to timeline 2. */
    readonly end?: string;
  }[];
}

for (const major of [10, 13, 16, 18, 19])
  test(`${major}: what a backup is good for is what servers made of it, one segment after the other missing`, async () => {
    const recording = recorded<Truth>('failover', major);
    assert.ok(recording.truth.backups.length > 10);
    for (const { backup, gone, consistent, end } of recording.truth.backups) {
      const files = filesOf(recording, { [backup]: '/backup', archive: '/archive' }, path => path === gone);
      const { cluster } = await open(files, ['/backup', '/archive']);
      const found = cluster.timelines
        .flatMap(({ backups }) => backups)
        .find(each => each.path.startsWith('/backup/') || each.label === backup);
      assert.ok(found, backup);
      const what = `${backup} without ${gone}`;
      assert.equal(found.restorable, consistent !== undefined, what);
      if (consistent === undefined) {
        assert.deepEqual(found.missing, [gone], what);
        assert.deepEqual(found.reaches, [], what);
        continue;
      }
      assert.equal(formatLsn(found.stopLsn ?? 0n), formatLsn(parseLsn(consistent)!), what);
      const reach = found.reaches.find(({ timeline }) => timeline === 2);
      const size = BigInt(cluster.segmentSize);
      assert.equal((reach?.lsn ?? 0n) / size, parseLsn(end!)! / size + 1n, what);
    }
  });
