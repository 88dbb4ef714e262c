import assert from 'node:assert/strict';
import { test } from 'node:test';
import { archiverQueue } from '../../server/postgres/files/archiveStatus.ts';
import { recorded } from './recorded.ts';

interface Truth {
  readonly ready: readonly string[];
  /** A file that waits and is not in pg_wal. */
  readonly orphan: string;
  /** What archive_command was called with. */
  readonly order: readonly string[];
  readonly said: readonly string[];
}

for (const major of [10, 13, 14, 15, 16, 18, 19])
  test(`${major}: the queue is in the order in which the archiver took it`, () => {
    const { ready, orphan, order, said } = recorded<Truth>('archiver', major).truth;
    const status = ready.map(name => `${name}.ready`);
    assert.ok(ready.length > 128);
    if (major >= 12) {
      assert.deepEqual(archiverQueue(status), order);
      assert.match(said[0], /removed orphan archive status file/);
    } else {
      assert.deepEqual(archiverQueue([...status, `${orphan}.ready`]), order);
      assert.deepEqual(said, []);
    }
  });
