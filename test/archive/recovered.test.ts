import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { test } from 'node:test';
import type { BackupState } from '../../server/archive/backupStates.ts';
import { openArchive } from '../../server/archive/openArchive.ts';
import { MemoryFiles } from '../../server/bytes/memoryFiles.ts';
import { nodeDecompression } from '../../server/bytes/nodeDecompression.ts';
import { formatLsn, parseLsn } from '../../server/postgres/lsn.ts';
import type { Expected } from '../recovery/comparison.ts';
import { unpackRecovery } from '../recovery/recorded.ts';

/** Which problems go with what the server said or did, where it said or did so. */
const problemsOf: Readonly<Record<string, readonly string[]>> = {
  'foreign-segment-pg17': ['segment-foreign', 'gap'],
  'label-from-standby-on-primary-pg18': ['backup-label'],
  'missing-first-segment-pg17': ['backup-not-restorable'],
  'missing-middle-segment-pg12': ['gap'],
  'oversized-segment-pg18': ['segment-damaged', 'gap'],
  'spread-between-missing-pg17': ['backup-not-restorable', 'gap'],
  'tree-base2-no-history-pg18': ['history-missing'],
  'tree-history-empty-pg15': ['history-odd'],
  'tree-new-id-collision-pg16': ['history-missing'],
  'tree-second-segment-missing-pg15': ['backup-not-restorable', 'gap'],
  'truncated-segment-pg16': ['segment-damaged', 'gap'],
  'zero-segment-pg17': ['segment-damaged', 'gap'],
};

const folder = new URL('../truth/recovery/', import.meta.url);

for (const file of readdirSync(folder)) {
  const name = file.replace('.tar.zst', '');
  test(`${name}: the inventory agrees with the recovery that a server made`, async () => {
    const { files, expected } = await unpackRecovery(name);
    const { clusters } = await openArchive(
      new MemoryFiles(files),
      ['/pgdata', '/archive'],
      nodeDecompression,
    );
    const codes = new Set(clusters.flatMap(({ problems }) => problems.map(({ code }) => code)));
    assert.deepEqual([...codes].sort(), [...(problemsOf[name] ?? [])].sort());

    const all = clusters[0].timelines.flatMap(({ backups }) => backups);
    const backup = all.find(({ path }) => path === '/pgdata/backup_label');
    if (!backup) return;
    if (expected.consistent_lsn) {
      assert.notEqual(backup.restorable, false);
      assert.equal(formatLsn(backup.stopLsn ?? 0n), formatLsn(parseLsn(expected.consistent_lsn)!));
    }
    if (expected.outcome === 'promoted') checkReach(backup, expected, BigInt(clusters[0].segmentSize));
  });
}

/** The server came to the segment where WALScope says that the way ends; no further and not less far. */
function checkReach(backup: BackupState, { history_file }: Expected, size: bigint): void {
  const [timeline, lsn, reason] = history_file!.content.trimEnd().split('\n').at(-1)!.split('\t');
  if (!reason.startsWith('no recovery target')) return;
  const reach = backup.reaches.find(each => each.timeline === Number(timeline));
  assert.ok(reach, `no way to timeline ${timeline}`);
  assert.equal((parseLsn(lsn)! - 1n) / size + 1n, reach.lsn / size);
}
