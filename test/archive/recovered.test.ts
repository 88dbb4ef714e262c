import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import type { BackupState } from '../../server/archive/backupStates.ts';
import { openArchive } from '../../server/archive/openArchive.ts';
import { MemoryFiles, memorySource } from '../../server/bytes/memoryFiles.ts';
import { nodeDecompression } from '../../server/bytes/nodeDecompression.ts';
import { openTar } from '../../server/bytes/tar.ts';
import { formatLsn, parseLsn } from '../../server/postgres/lsn.ts';

/** What a server made of a data directory and an archive: a recorded recovery. */
interface Expected {
  readonly outcome: string;
  readonly fatal: { readonly message: string } | null;
  readonly consistent_lsn: string | null;
  /** Its last line says which timeline the recovery came to and where it ended. */
  readonly history_file: { readonly content: string } | string | null;
}

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

async function unpack(name: string): Promise<{ files: MemoryFiles; expected: Expected }> {
  const bytes = new Uint8Array(readFileSync(new URL(`${name}.tar.zst`, folder)));
  const archive = await openTar(memorySource(bytes), `${name}.tar.zst`, nodeDecompression, {
    keep: () => true,
  });
  const files: [string, Uint8Array][] = [];
  let expected: Expected | undefined;
  for (const entry of archive.entries) {
    if (entry.kind !== 'file') continue;
    const source = archive.open(entry);
    const content = await source.read(0, source.size);
    const path = entry.name.slice(entry.name.indexOf('/') + 1);
    if (path === 'expected.json') expected = JSON.parse(new TextDecoder().decode(content));
    else if (path.startsWith('input/')) files.push([path.slice('input'.length), content]);
  }
  await archive.close();
  assert.ok(expected);
  return { files: new MemoryFiles(files), expected };
}

for (const file of readdirSync(folder)) {
  const name = file.replace('.tar.zst', '');
  test(`${name}: the inventory agrees with the recovery that a server made`, async () => {
    const { files, expected } = await unpack(name);
    const { clusters } = await openArchive(files, ['/pgdata', '/archive'], nodeDecompression);
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
  const history = typeof history_file === 'string' ? history_file : (history_file?.content ?? '');
  const [timeline, lsn, reason] = history.trimEnd().split('\n').at(-1)!.split('\t');
  if (!reason.startsWith('no recovery target')) return;
  const reach = backup.reaches.find(each => each.timeline === Number(timeline));
  assert.ok(reach, `no way to timeline ${timeline}`);
  assert.equal((parseLsn(lsn)! - 1n) / size + 1n, reach.lsn / size);
}
