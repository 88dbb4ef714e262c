import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { after, before, describe, it } from 'node:test';
import { unpack } from '../../scripts/sample.mjs';
import type { ClusterInventory, TimelineInventory } from '../../server/archive/inventory.ts';
import { openArchive } from '../../server/archive/openArchive.ts';
import type { Repository } from '../../server/archive/repository.ts';
import { recogniseWalObject } from '../../server/archive/walObject.ts';
import { nodeDecompression } from '../../server/bytes/nodeDecompression.ts';
import { nodeFiles } from '../../server/bytes/nodeFiles.ts';
import { archivesOverviewOf } from '../../server/inspect/timelines/overview.ts';
import { serverProblems } from '../../server/inspect/timelines/serverProblems.ts';
import type { Major } from '../../server/postgres/majors.ts';

const folder = mkdtempSync(`${tmpdir()}/walscope-overview-`);

async function overview(paths: readonly string[]) {
  return archivesOverviewOf(await openArchive(nodeFiles, paths, nodeDecompression, { tolerant: true }));
}

describe('the overview of the sample', () => {
  before(() => unpack(folder));
  after(() => rmSync(folder, { recursive: true, force: true }));

  it('has one cluster with everything in it, and what happened to it as problems with files', async () => {
    const { clusters, problems } = await overview([folder]);
    assert.deepEqual(problems, []);
    assert.equal(clusters.length, 1);
    const [{ summary, timelines, backups, byNames }] = clusters;
    assert.equal(byNames, false);
    assert.equal(summary.name, 'orders-prod');
    assert.deepEqual([summary.errors, summary.warnings, summary.waiting, summary.gaps], [1, 3, 3, 1]);
    assert.deepEqual(
      timelines.map(({ timeline, parent, switchLsn, gapCount }) => [timeline, parent, switchLsn, gapCount]),
      [
        [1, undefined, undefined, 0],
        [2, 1, '0/120B2C8', 0],
        [3, 2, '0/1B00090', 1],
        [4, 2, '0/1F00000', 0],
      ],
    );
    assert.deepEqual(
      backups.map(({ label, restorable }) => [label, restorable]),
      [1, 2, 3].map(number => [`nightly ${number}`, true]),
    );
    assert.deepEqual(
      clusters[0].problems.map(({ code, path, timeline, lsn }) => [
        code,
        path?.slice(folder.length + 1),
        timeline,
        lsn,
      ]),
      [
        ['gap', 'archive/00000003000000000000001D', 3, '0/1E00000'],
        ['archiving-behind', 'orders-prod/pg_wal/000000040000000000000029', 4, '0/2900000'],
        ['archiving-behind', 'old-primary/pg_wal/000000010000000000000012', 1, '0/1200000'],
        ['timeline-diverged', 'old-primary/pg_wal/000000010000000000000012', 1, '0/120B2C8'],
      ],
    );
  });

  it('says when not each segment was looked into', async () => {
    const inventory = await openArchive(nodeFiles, [folder], nodeDecompression);
    const { clusters } = archivesOverviewOf({ ...inventory, sampled: true });
    assert.deepEqual(
      clusters.map(({ byNames }) => byNames),
      [true],
    );
  });

  it('counts nothing twice when folders lie within each other, and goes on past one that is gone', async () => {
    const [once] = (await overview([folder])).clusters;
    const { clusters, problems } = await overview([`${folder}/archive`, folder, `${folder}/gone`]);
    assert.deepEqual(clusters[0].summary.segments, once.summary.segments);
    assert.deepEqual(
      problems.map(({ code, path }) => [code, path]),
      [['folder-unreadable', `${folder}/gone`]],
    );
  });
});

const size = 16 * 1024 * 1024;
const segment = (timeline: number, number: number) =>
  `${[timeline, 0, number].map(part => part.toString(16).toUpperCase().padStart(8, '0')).join('')}`;

function server(root: string, timeline: number, names: string[], more: Partial<Repository> = {}): Repository {
  return {
    layout: 'data directory',
    root,
    objects: names.map(name => recogniseWalObject(name, `${root}/pg_wal`, 'pg_wal')!),
    backups: [],
    checkpoint: { timeline, lsn: 0n },
    problems: [],
    ...more,
  };
}

function lane(timeline: number, last: number, more: Partial<TimelineInventory> = {}): TimelineInventory {
  return {
    timeline,
    startLsn: BigInt(size),
    endLsn: BigInt(last + 1) * BigInt(size),
    segmentCount: last,
    runs: [{ state: 'local', from: 1, to: last }],
    gaps: [],
    backups: [],
    ...more,
  };
}

function cluster(repositories: Repository[], timelines: TimelineInventory[]): ClusterInventory {
  return { segmentSize: size, repositories, timelines, problems: [] };
}

describe('problems of servers', () => {
  const ready = (major: Major) =>
    cluster(
      [server('/data', 1, [segment(1, 2)], { major, archiveStatus: [`${segment(1, 1)}.ready`] })],
      [lane(1, 2)],
    );

  it('tell a .ready whose file is gone: the archiver hangs on it up to 11 and removes it since 12', () => {
    const [old] = serverProblems(ready(11));
    assert.deepEqual([old.code, old.severity, old.lsn], ['ready-without-file', 'error', BigInt(size)]);
    assert.equal(old.path, `/data/pg_wal/archive_status/${segment(1, 1)}.ready`);
    assert.deepEqual(
      serverProblems(ready(12)).map(({ code, severity }) => [code, severity]),
      [['ready-without-file', 'warning']],
    );
  });

  it('leave alone one segment that waits, and a history file', () => {
    const archiveStatus = [`${segment(2, 2)}.ready`, '00000002.history.ready', `${segment(2, 1)}.done`];
    const names = [segment(2, 1), segment(2, 2), '00000002.history'];
    assert.deepEqual(
      serverProblems(cluster([server('/data', 2, names, { archiveStatus })], [lane(2, 2)])),
      [],
    );
  });

  it('tell whether the archive has the file already that holds up the others', () => {
    const names = [segment(1, 1), segment(1, 2)];
    const archiveStatus = names.map(name => `${name}.ready`);
    const objects = [recogniseWalObject(`${segment(1, 1)}.gz`, '/archive', 'archive')!];
    const archive: Repository = { layout: 'plain', root: '/archive', objects, backups: [], problems: [] };
    const own = server('/data', 1, names, { archiveStatus });
    const [alone] = serverProblems(cluster([own], [lane(1, 2)]));
    const [held] = serverProblems(cluster([own, archive], [lane(1, 2)]));
    assert.deepEqual([alone.code, alone.path], ['archiving-behind', `/data/pg_wal/${segment(1, 1)}`]);
    assert.match(alone.message, /^2 segments wait .* Archiving is off/);
    assert.match(held.message, /The archive has that one already/);
  });

  const fork = (parts: { old: string[]; trial?: boolean }) => {
    const left = lane(2, 9, { parent: 1, switchLsn: BigInt(5 * size + 96) });
    const others = parts.trial ? [] : [server('/new', 2, [segment(2, 9)])];
    return serverProblems(
      cluster([server('/old', 1, parts.old), ...others], [lane(1, parts.trial ? 20 : 7), left]),
    ).map(({ code, severity }) => [code, severity]);
  };

  it('tell a primary that went on after another server had taken over', () => {
    assert.deepEqual(fork({ old: [segment(1, 5), segment(1, 6)] }), [['timeline-diverged', 'warning']]);
  });

  it('tell nothing of one that stopped in the segment of the fork, or only keeps later segments for use', () => {
    assert.deepEqual(fork({ old: [segment(1, 5)] }), []);
    assert.deepEqual(fork({ old: [segment(1, 5), segment(1, 8)] }), []);
  });

  it('tell nothing of the primary in use when a trial left its timeline', () => {
    assert.deepEqual(fork({ old: [segment(1, 5), segment(1, 20)], trial: true }), []);
  });
});
