import assert from 'node:assert/strict';
import { describe, it, test } from 'node:test';
import { nodeDecompression } from '../../server/bytes/nodeDecompression.ts';
import { compareTimelines } from '../../server/inspect/timelines/compare.ts';
import { filesOf, open, recorded } from './recorded.ts';

interface Truth {
  readonly rewinds: Readonly<Record<string, { readonly stderr: string; readonly status: number }>>;
  /** The segment that was taken out of the old primary. */
  readonly gone?: string;
}

/** The old primary in one of its states against the new one, as WALScope and as pg_rewind see them. */
async function compared(major: number, state: string) {
  const recording = recorded<Truth>('failover', major);
  const files = filesOf(recording, { [state]: '/old', 'new primary': '/new' });
  const { cluster, events } = await open(files, ['/old', '/new']);
  const comparison = await compareTimelines(
    files,
    nodeDecompression,
    { cluster, events, durability: [] },
    1,
    2,
  );
  assert.ok(comparison);
  return { comparison, old: comparison.rewinds[0], said: recording.truth.rewinds[state]?.stderr ?? '' };
}

const rewinding = [13, 18, 19];

for (const major of rewinding)
  describe(`pg_rewind ${major}`, () => {
    it('needs to do nothing after a switchover, and the servers part where it says', async () => {
      const { comparison, old, said } = await compared(major, 'switched over');
      assert.match(said, /no rewind required/);
      assert.equal(old.verdict, 'nothing');
      assert.equal(`${comparison.forkLsn} on timeline ${comparison.forkTimeline}`, diverged(said));
    });

    it('rewinds a diverged primary from the checkpoint that is named', async () => {
      for (const state of ['diverged', 'with hints again']) {
        const { comparison, old, said } = await compared(major, state);
        assert.equal(old.verdict, 'possible', old.text);
        assert.equal(`${comparison.forkLsn} on timeline ${comparison.forkTimeline}`, diverged(said));
        const [, checkpoint] = /last common checkpoint at (\S+) on/.exec(said)!;
        assert.match(old.text, new RegExp(`from the checkpoint at ${short(checkpoint)} to `));
      }
    });

    it('refuses a server without checksums and hints in its WAL, in the words that are quoted', async () => {
      const { old, said } = await compared(major, 'without hints');
      assert.equal(old.verdict, 'missing');
      assert.ok(said.includes(old.text.replace('pg_rewind refuses this server: ', '')), said);
    });

    it('stops where a segment of its own is gone', async () => {
      const { truth } = recorded<Truth>('failover', major);
      const { old, said } = await compared(major, 'segment gone');
      assert.match(said, /could not open file/);
      assert.equal(old.verdict, 'missing');
      assert.deepEqual(old.missing, [truth.gone]);
    });
  });

for (const major of rewinding)
  test(`${major}: two branches that part before either began are rewound as pg_rewind says`, async () => {
    const recording = recorded<Truth>('failover', major);
    const files = filesOf(recording, { 'new primary': '/two', branch: '/three' });
    const { cluster, events } = await open(files, ['/two', '/three']);
    const sources = { cluster, events, durability: [] };
    const comparison = (await compareTimelines(files, nodeDecompression, sources, 2, 3))!;
    const names = ['new primary to branch', 'branch to new primary'];
    for (const [at, name] of names.entries()) {
      const said = recording.truth.rewinds[name].stderr;
      assert.equal(`${comparison.forkLsn} on timeline ${comparison.forkTimeline}`, diverged(said));
      const found = comparison.rewinds[at];
      const checkpoint = /last common checkpoint at (\S+) on/.exec(said)?.[1];
      const gone = /could not open file "[^"]*\/([0-9A-F]{24})"/.exec(said)?.[1];
      if (checkpoint) assert.match(found.text, new RegExp(`from the checkpoint at ${short(checkpoint)} to `));
      else
        assert.ok(gone && (found.missing.includes(gone) || /not in its own pg_wal/.test(found.text)), said);
    }
  });

test('segments that only an archive has are to be restored, which pg_rewind does when told to', async () => {
  const recording = recorded<Truth>('failover', 18);
  const [path, name] = Object.entries(recording.trees.diverged).find(([each]) =>
    each.endsWith(recording.truth.gone!),
  )!;
  const trees = { ...recording.trees, archive: { [path.slice('pg_wal/'.length)]: name } };
  const files = filesOf(
    { ...recording, trees },
    { 'segment gone': '/old', 'new primary': '/new', archive: '/archive' },
  );
  const { cluster, events } = await open(files, ['/old', '/new', '/archive']);
  const sources = { cluster, events, durability: [] };
  const { rewinds } = (await compareTimelines(files, nodeDecompression, sources, 1, 2))!;
  assert.equal(rewinds[0].verdict, 'possible');
  assert.match(rewinds[0].text, /; 1 of the segments is not in its own pg_wal: give it --restore-target-wal/);
});

/** `LSN on timeline N` where the servers diverged; 19 pads the LSN. */
function diverged(said: string): string {
  const [, lsn, timeline] = /servers diverged at WAL location (\S+) on timeline (\d+)/.exec(said)!;
  return `${short(lsn)} on timeline ${timeline}`;
}

function short(lsn: string): string {
  return lsn.replace(/\/0+(?=.)/, '/');
}
