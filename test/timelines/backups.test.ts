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

test('a backup_label that the server would refuse is a problem in its words', async () => {
  const recording = recorded<Truth>('failover', 18);
  const standby = recording.trees['of the standby'];
  const primary = recording.trees['of the primary'];
  const problemsOf = async (tree: Readonly<Record<string, string>>, contents = recording.contents) => {
    const made = { ...recording, contents, trees: { tree } };
    const { cluster } = await open(filesOf(made, { tree: '/backup' }), ['/backup']);
    return cluster.problems.map(({ code, message }) => `${code}: ${message}`);
  };
  const control = 'global/pg_control';
  assert.deepEqual(await problemsOf({ ...standby, [control]: primary[control] }), [
    'backup-label: backup_label contains data inconsistent with control file',
  ]);
  const garbage = {
    ...recording.contents,
    garbage: [Buffer.from('garbage\n').toString('base64'), 8] as const,
  };
  assert.deepEqual(await problemsOf({ ...primary, backup_label: 'garbage' }, garbage), [
    'backup-label: invalid data in file "backup_label"',
  ]);
  for (const tree of [standby, primary]) assert.deepEqual(await problemsOf(tree), []);
});
