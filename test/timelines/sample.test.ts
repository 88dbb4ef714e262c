import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { unpack } from '../../scripts/sample.mjs';
import { nodeDecompression } from '../../server/bytes/nodeDecompression.ts';
import { nodeFiles } from '../../server/bytes/nodeFiles.ts';
import { durabilityOf } from '../../server/inspect/durability/durability.ts';
import { compareTimelines } from '../../server/inspect/timelines/compare.ts';
import { pictureOf } from '../../server/inspect/timelines/picture.ts';
import { open } from './recorded.ts';

/**
 * What pg_waldump 18 prints: commits, rollbacks and relations from the fork to the end of each timeline's WAL; the times
 * of the first and the last transaction in the archive's segments of timeline 4.
 */
const dumped = {
  3: [477, 20, 9],
  4: [1388, 44, 20],
  old: [286, 12, 9],
  archive: ['09:09:28.627875', '09:09:37.958064'],
};

describe('the sample', () => {
  const folder = mkdtempSync(join(tmpdir(), 'walscope-timelines-'));
  let opened: Awaited<ReturnType<typeof open>>;
  before(async () => {
    await unpack(folder);
    opened = await open(nodeFiles, [folder]);
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  it('has on each side of a fork what pg_waldump prints of it', async () => {
    const sources = { ...opened, durability: [] };
    const compare = async (one: number, other: number) =>
      (await compareTimelines(nodeFiles, nodeDecompression, sources, one, other))!.sides.map(
        ({ commits, rollbacks, relations }) => [commits, rollbacks, relations],
      );
    assert.deepEqual(await compare(4, 3), [dumped[4], dumped[3]]);
    assert.deepEqual((await compare(1, 2))[0], dumped.old);
  });

  it('would lose what was committed since the last archived segment', async () => {
    const { cluster, events } = opened;
    const primary = cluster.repositories.find(({ root }) => root.endsWith('/orders-prod'))!;
    const { loss } = (await durabilityOf(nodeFiles, cluster, primary, events))!;
    // the last lines of pg_waldump 18 for segment 28 of timeline 4 and for all: 09:09:37.958064 and 09:09:40.856333
    assert.equal(loss.milliseconds, 2898.269);
    assert.equal(loss.commits, 193);
    assert.equal(loss.oldest, '000000040000000000000029');
  });

  it('tells how fast an archive grew where there is no data directory beside it', async () => {
    const archive = await open(nodeFiles, [join(folder, 'archive')]);
    const { growth, durability } = pictureOf(0, { ...archive, durability: [] });
    assert.deepEqual([durability, growth?.timeline], [[], 4]);
    const seconds = (clock: string) => clock.split(':').reduce((sum, part) => 60 * sum + Number(part), 0);
    const measured = seconds(dumped.archive[1]) - seconds(dumped.archive[0]);
    assert.equal(Math.round(growth!.measuredTime * 1000), Math.round(measured * 1e6));
    assert.equal(Math.round(growth!.bytesPerDay), Math.round((9 * 1048576 * 86_400) / measured));
  });
});
