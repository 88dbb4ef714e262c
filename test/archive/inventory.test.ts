import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { ClusterInventory, TimelineInventory } from '../../server/archive/inventory.ts';
import { openArchive } from '../../server/archive/openArchive.ts';
import { nodeDecompression } from '../../server/bytes/nodeDecompression.ts';
import { type MadeArchive, madeArchive } from './made.ts';
import { MadeFiles } from './madeFiles.ts';
import { missingSegments } from './oracle.ts';

async function inventoryOf({ files }: MadeArchive): Promise<readonly ClusterInventory[]> {
  const folders = ['/archive', '/copies', '/server'];
  const there = folders.filter(folder => [...files.keys()].some(path => path.startsWith(`${folder}/`)));
  return (await openArchive(new MadeFiles(files), there, nodeDecompression)).clusters;
}

function numbersOf<T extends { readonly from: number; readonly to: number }>(
  runs: readonly T[],
): [number, T][] {
  return runs.flatMap(run =>
    Array.from({ length: run.to - run.from + 1 }, (_, i): [number, T] => [run.from + i, run]),
  );
}

const sorted = <T>(entries: Iterable<[number, T]>) => [...entries].sort((a, b) => a[0] - b[0]);

test('no gap is missed and none is false: the inventory and a recovery that walks the archive agree', async () => {
  await fc.assert(
    fc.asyncProperty(madeArchive, async made => {
      const [cluster] = await inventoryOf(made);
      assert.deepEqual(
        [cluster.systemIdentifier, cluster.segmentSize, cluster.major],
        [made.system, made.segmentSize, made.major],
      );
      const expected = missingSegments(made.timelines, made.segmentSize);
      const gaps = cluster.timelines.flatMap(each => each.gaps);
      const found = gaps.flatMap(gap => numbersOf([gap]).map(([number]) => `${gap.timeline}/${number}`));
      assert.deepEqual(found.sort(), [...expected.keys()].sort());
      for (const gap of gaps) {
        const cut = numbersOf([gap]).flatMap(([number]) => [...expected.get(`${gap.timeline}/${number}`)!]);
        assert.deepEqual(
          gap.cuts,
          [...new Set(cut)].sort((a, b) => a - b),
        );
      }
      assert.equal(cluster.problems.filter(({ code }) => code === 'gap').length, gaps.length);
    }),
    { numRuns: 300 },
  );
});

test('each segment is in the state that it was made to be in, and what recovery can use is counted', async () => {
  await fc.assert(
    fc.asyncProperty(madeArchive, async made => {
      const [cluster] = await inventoryOf(made);
      for (const { timeline, states, doubled, readable } of made.timelines) {
        const found: TimelineInventory | undefined = cluster.timelines.find(
          each => each.timeline === timeline,
        );
        const runs = numbersOf(found?.runs ?? []);
        if (found || readable.size)
          assert.deepEqual(sorted(runs.map(([number, { state }]) => [number, state])), sorted(states));
        assert.deepEqual(
          runs.filter(([, run]) => run.doubled).map(([number]) => number),
          [...doubled].sort((a, b) => a - b),
        );
        assert.equal(found?.segmentCount ?? 0, readable.size);
      }
      const codes = cluster.problems.map(({ code }) => code);
      const count = (state: string) =>
        made.timelines.flatMap(({ states }) => [...states.values()]).filter(each => each === state).length;
      assert.equal(codes.filter(code => /^segment-(damaged|misplaced)$/.test(code)).length, count('damaged'));
      assert.equal(codes.filter(code => code === 'segment-foreign').length, count('foreign'));
    }),
    { numRuns: 200 },
  );
});

test('where a timeline comes from is what its history file says', async () => {
  await fc.assert(
    fc.asyncProperty(madeArchive, async made => {
      const [cluster] = await inventoryOf(made);
      for (const { timeline, ancestors } of made.timelines.slice(1)) {
        const found = cluster.timelines.find(each => each.timeline === timeline)!;
        const { timeline: parent, left } = ancestors[ancestors.length - 1];
        assert.deepEqual(
          [found.parent, found.switchLsn, found.reason],
          [parent, left, 'no recovery target specified'],
        );
      }
    }),
    { numRuns: 100 },
  );
});

test('a stranger in an archive is a problem there and a segment of its own cluster', async () => {
  await fc.assert(
    fc.asyncProperty(madeArchive, async made => {
      const clusters = await inventoryOf(made);
      const strangers = made.timelines.flatMap(({ timeline, states }) =>
        [...states].filter(([, state]) => state === 'foreign').map(([number]) => `${timeline}/${number}`),
      );
      assert.equal(clusters.length, strangers.length ? 2 : 1);
      const own = (clusters[1]?.timelines ?? []).flatMap(({ timeline, runs }) =>
        numbersOf(runs).map(([number]) => `${timeline}/${number}`),
      );
      assert.deepEqual(own.sort(), strangers.sort());
    }),
    { numRuns: 100 },
  );
});
