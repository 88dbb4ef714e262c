import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { prepare } from '../../client/webview/timelines/prepared.ts';
import { countStates } from '../../client/webview/timelines/strip.ts';
import { type PictureLane, segmentStates, type TimelinesPicture } from '../../server/protocol/archive.ts';

const size = 1024 * 1024;
const [archived, partial, foreign] = (['archived', 'partial', 'foreign'] as const).map(state =>
  segmentStates.indexOf(state),
);

const lane = (timeline: number, more: Partial<PictureLane>): PictureLane => ({
  timeline,
  segments: 0,
  runs: [],
  gapCount: 0,
  gaps: [],
  backups: [],
  events: [],
  clock: [],
  diverged: false,
  ...more,
});

const pictureOf = (...lanes: PictureLane[]): TimelinesPicture => ({
  cluster: 0,
  name: 'made',
  segmentSize: size,
  base: '0/0',
  lanes,
  problems: [],
  problemCount: 0,
  durability: [],
});

describe('what a picture of timelines spans', () => {
  it('has room for a .partial file and a stranger behind the last segment', () => {
    const { extents } = prepare(
      pictureOf(lane(1, { from: size, to: 4 * size, runs: [archived, 1, 3, partial, 4, 4, foreign, 5, 6] })),
    );
    assert.deepEqual([extents.lsn?.from, extents.lsn?.to], [size, 7 * size]);
  });

  it('is that of the .partial files where there is nothing else', () => {
    const { extents, lanes } = prepare(pictureOf(lane(1, { runs: [partial, 5, 5] })));
    assert.deepEqual([extents.lsn?.from, extents.lsn?.to], [5 * size, 6 * size]);
    assert.deepEqual([lanes[0].begin, lanes[0].end], [5 * size, 6 * size]);
  });

  it('is finite for a timeline of which nothing is there', () => {
    const { extents } = prepare(pictureOf(lane(1, {}), lane(2, { parent: 1, switchAt: 3 * size })));
    assert.ok(Number.isFinite(extents.lsn?.from) && Number.isFinite(extents.lsn?.to));
  });
});

describe('the states of a strip', () => {
  it('are counted without what is missing', () => {
    const missing = segmentStates.indexOf('missing');
    const counts = countStates([archived, 0, 9, missing, 10, 12, archived, 13, 13, partial, 14, 14]);
    assert.deepEqual(
      [...counts],
      [
        ['archived', 11],
        ['partial', 1],
      ],
    );
  });
});
