import assert from 'node:assert/strict';
import { test } from 'node:test';
import { durabilityOf } from '../../server/inspect/durability/durability.ts';
import { formatLsn, parseLsn } from '../../server/postgres/lsn.ts';
import { parseSegmentName } from '../../server/postgres/segmentName.ts';
import { filesOf, open, recorded } from './recorded.ts';

interface Truth {
  readonly slots: readonly {
    readonly slot_name: string;
    readonly restart_lsn: string | null;
    readonly wal_status?: string | null;
  }[];
  readonly archiver: { readonly last_archived_wal: string; readonly last_failed_wal: string };
  /** pg_current_wal_flush_lsn() before the server was killed. */
  readonly flushed: string;
}

for (const major of [10, 13, 16, 18, 19]) {
  const recording = recorded<Truth>('durability', major);
  const { truth } = recording;
  const measured = async () => {
    const files = filesOf(recording, { server: '/server', archive: '/archive' });
    const { cluster, events } = await open(files, ['/server', '/archive']);
    const server = cluster.repositories.find(({ root }) => root === '/server')!;
    const durability = await durabilityOf(files, cluster, server, events);
    assert.ok(durability);
    return { durability, size: BigInt(cluster.segmentSize) };
  };

  test(`${major}: what is lost with a killed primary is what the archiver had not archived`, async () => {
    const { durability, size } = await measured();
    // a page may have been flushed in the middle of a record that nobody waited for
    const behind = parseLsn(truth.flushed)! - durability.walEnd;
    assert.ok(behind === 0n || (behind > 0n && parseLsn(truth.flushed)! % 8192n === 0n && behind < 8192n));
    const { number } = parseSegmentName(truth.archiver.last_archived_wal, Number(size))!;
    assert.equal(durability.loss.bytes, Number(durability.walEnd - (number + 1n) * size));
    assert.equal(durability.loss.oldest, truth.archiver.last_failed_wal);
    assert.equal(durability.loss.segments, 3);
    // the inserts of scripts/record-timelines/durability.mjs after archiving broke
    assert.ok(durability.loss.commits >= 5, String(durability.loss.commits));
    assert.equal(durability.archiver.queue[0], truth.archiver.last_failed_wal);
    assert.deepEqual(durability.archiver.orphans, []);
  });

  test(`${major}: slots hold back what pg_replication_slots says, and the lost one nothing`, async () => {
    const { durability } = await measured();
    const holding = truth.slots.filter(slot => slot.restart_lsn !== null && slot.wal_status !== 'lost');
    assert.ok(holding.length >= 2);
    const found = durability.heldBack.filter(({ by }) => by === 'slot');
    assert.deepEqual(
      found.map(({ name, from, bytes }) => [name, formatLsn(from), bytes]).sort(),
      holding
        .map(({ slot_name, restart_lsn }) => {
          const from = parseLsn(restart_lsn!)!;
          return [slot_name, formatLsn(from), Number(durability.walEnd - from)];
        })
        .sort(),
    );
    assert.deepEqual(
      durability.invalidSlots.map(({ name }) => name),
      truth.slots.filter(({ wal_status }) => wal_status === 'lost').map(({ slot_name }) => slot_name),
    );
  });
}
