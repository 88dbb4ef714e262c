import assert from 'node:assert/strict';
import { test } from 'node:test';
import { removedByCleanup } from '../../server/inspect/durability/durability.ts';
import { recorded } from './recorded.ts';

interface Truth {
  readonly names: readonly string[];
  readonly runs: readonly {
    readonly oldest: string;
    readonly options: readonly string[];
    readonly removed: readonly string[];
    readonly status: number;
    readonly stderr: string;
  }[];
}

for (const major of [13, 15, 17, 18, 19])
  test(`${major}: what pg_archivecleanup would remove is what it says itself, for segments, partial files and backups`, () => {
    const { names, runs } = recorded<Truth>('cleanup', major).truth;
    const plain = runs.filter(({ options, status }) => !options.length && status === 0);
    assert.ok(plain.length > 4);
    for (const { oldest, removed } of plain)
      assert.deepEqual(removedByCleanup(names, oldest), removed, oldest);
  });
