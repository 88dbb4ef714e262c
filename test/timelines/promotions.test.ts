import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readWhole } from '../../server/bytes/byteSource.ts';
import { readControl } from '../../server/postgres/files/control.ts';
import { formatLsn } from '../../server/postgres/lsn.ts';
import { filesOf, open, recorded } from './recorded.ts';

const places = { diverged: '/old', 'new primary': '/new', branch: '/branch', archive: '/archive' };

for (const major of [10, 13, 16, 18, 19])
  test(`${major}: a switchover and a branch are found as they were made, and nothing is wrong with them`, async () => {
    const files = filesOf(recorded('failover', major), places);
    const { cluster, events } = await open(files, Object.values(places));
    assert.deepEqual(
      cluster.timelines.map(({ timeline, parent, reason }) => [timeline, parent, reason]),
      [
        [1, undefined, undefined],
        [2, 1, 'no recovery target specified'],
        [3, 1, 'at restore point "before the fork"'],
      ],
    );
    assert.deepEqual(cluster.problems, []);
    const happened = events.flatMap(each => each.events.map(event => ({ ...event, on: each.timeline })));
    const promotions = happened.filter(({ kind }) => kind === 'endOfRecovery');
    assert.deepEqual(
      promotions.map(event => event.kind === 'endOfRecovery' && [event.timeline, event.previous]),
      [
        [2, 1],
        [3, 1],
      ],
    );
    // the promotion is the first record of its timeline
    for (const promotion of promotions) {
      const origin = cluster.timelines.find(({ timeline }) => timeline === promotion.on)!;
      assert.equal(formatLsn(promotion.lsn), formatLsn(origin.switchLsn!));
    }
    const restorePoint = happened.find(({ kind, on }) => kind === 'restorePoint' && on === 1)!;
    const branch = cluster.timelines[2].switchLsn!;
    assert.ok(restorePoint.lsn < branch && branch - restorePoint.lsn < 200n);
  });

for (const major of [10, 13, 16, 18, 19])
  test(`${major}: a shutdown is where and when pg_control has the last checkpoint`, async () => {
    const files = filesOf(recorded('failover', major), places);
    const { events } = await open(files, Object.values(places));
    for (const [place, timeline] of [
      ['/old', 1],
      ['/new', 2],
      ['/branch', 3],
    ] as const) {
      const { value } = readControl(await readWhole(files, `${place}/global/pg_control`));
      const last = events
        .filter(each => each.timeline === timeline)
        .flatMap(each => each.events)
        .findLast(({ kind }) => kind === 'shutdown')!;
      assert.equal(last.lsn, value!.checkpoint);
      const time = 'time' in last ? last.time! / 1_000_000n + 946_684_800n : undefined;
      assert.equal(time, value!.checkpointTime);
    }
  });
