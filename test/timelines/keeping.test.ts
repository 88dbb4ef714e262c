import assert from 'node:assert/strict';
import { test } from 'node:test';
import { durabilityOf } from '../../server/inspect/durability/durability.ts';
import { formatLsn, parseLsn } from '../../server/postgres/lsn.ts';
import { parseSegmentName } from '../../server/postgres/segmentName.ts';
import { filesOf, open, recorded } from './recorded.ts';

interface Truth {
  /** In pg_wal after checkpoints. */
  readonly segments: readonly string[];
  /** Of pg_get_wal_summarizer_state(). */
  readonly summarised?: string;
}

for (const major of [10, 13, 17, 18])
  test(`${major}: the keep size holds back what checkpoints left in pg_wal, the summarizer what it has not read`, async () => {
    const recording = recorded<Truth>('keeping', major);
    const files = filesOf(recording, { server: '/server' });
    const { cluster, events } = await open(files, ['/server']);
    const durability = (await durabilityOf(files, cluster, cluster.repositories[0], events))!;
    const size = cluster.segmentSize;
    const { number } = parseSegmentName(recording.truth.segments[0], size)!;
    const held = durability.heldBack.map(({ by, name, from }) => `${by} ${name ?? ''} ${formatLsn(from)}`);
    const setting = major >= 13 ? 'wal_keep_size' : 'wal_keep_segments';
    const { summarised } = recording.truth;
    assert.deepEqual(held, [
      `keepSize ${setting} ${formatLsn(number * BigInt(size))}`,
      ...(summarised ? [`summarizer  ${formatLsn(parseLsn(summarised)!)}`] : []),
    ]);
  });
