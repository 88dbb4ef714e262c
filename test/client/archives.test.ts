import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import type { ArchiveNode } from '../../client/archives/archiveNode.ts';
import { archiveNodes } from '../../client/archives/archiveNodes.ts';
import {
  clusterId,
  clusterLine,
  clusterTooltip,
  healthOf,
  spokenCluster,
} from '../../client/archives/clusterLine.ts';
import { problemMarks } from '../../client/archives/problemMarks.ts';
import { isRelevantChange } from '../../client/archives/relevantChange.ts';
import { withVerified } from '../../client/archives/verified.ts';
import { filesBelow } from '../../scripts/lib/entries.mjs';
import { inProject, manifest } from '../../scripts/lib/project.mjs';
import type { ClusterSummary, PictureProblem } from '../../server/protocol/archive.ts';
import type { ClusterOverview, OverviewBackup } from '../../server/protocol/archiveOverview.ts';

const summary: ClusterSummary = {
  name: 'orders',
  systemIdentifier: '7711291388301556914',
  major: 18,
  segmentSize: 16 * 1024 ** 2,
  timelines: 1,
  segments: 1200,
  backups: 0,
  gaps: 0,
  errors: 0,
  warnings: 0,
  waiting: 0,
  places: [{ layout: 'data directory', path: '/srv/orders', isBackup: false, segments: 12 }],
};

const gap: PictureProblem = {
  severity: 'error',
  code: 'gap',
  message: 'Segment 000000010000000000000005 is missing.',
  path: '/archive/000000010000000000000004',
  timeline: 1,
  lsn: '0/5000000',
};

const backup: OverviewBackup = {
  label: 'nightly',
  path: '/archive/nightly',
  timeline: 1,
  startLsn: '0/4000028',
  restorable: false,
  missing: ['000000010000000000000005'],
  reaches: [],
};

function cluster(
  numbers: Partial<ClusterSummary> = {},
  more: Partial<ClusterOverview> = {},
): ClusterOverview {
  const timelines = [{ timeline: 1, segments: 1200, endLsn: '4/B0000000', gapCount: 0, gaps: [] }];
  const rest = { byNames: false, timelines, backups: [], problems: [] };
  return { summary: { ...summary, ...numbers }, ...rest, ...more };
}

const overview = (...clusters: ClusterOverview[]) => ({ clusters, problems: [] });

/** All nodes of a tree, from top to bottom. */
const all = (nodes: readonly ArchiveNode[]): ArchiveNode[] =>
  nodes.flatMap(node => [node, ...all(node.children ?? [])]);

describe('the line of a cluster', () => {
  it('says what there is of a sound one', () => {
    assert.equal(clusterLine(cluster({ backups: 2 })), '18 · 1 timeline · 2 backups');
    assert.equal(healthOf(cluster()), 'ok');
  });

  it('says what is wrong first, each thing once', () => {
    const problems: PictureProblem[] = [
      gap,
      { severity: 'error', code: 'backup-not-restorable', message: '' },
      { severity: 'warning', code: 'archiving-behind', message: '' },
      { severity: 'warning', code: 'segment-foreign', message: '' },
      { severity: 'information', code: 'timeline-diverged', message: '' },
    ];
    const sick = cluster(
      { gaps: 1, waiting: 3, backups: 1, errors: 2, warnings: 2 },
      { problems, backups: [backup] },
    );
    assert.equal(
      clusterLine(sick),
      '18 · 1 gap · 1 backup not restorable · 3 segments wait · 1 other problem · 1 timeline · 1 backup',
    );
    assert.equal(healthOf(sick), 'error');
    assert.match(spokenCluster(sick), /^orders, 18 · 1 gap .*, has errors$/);
  });

  it('counts segments where no timeline is known, and says when names decided', () => {
    const names = cluster({ timelines: 0, major: undefined }, { byNames: true });
    assert.equal(clusterLine(names), '1,200 segments · checked by names');
  });

  it('shows names as text in its tooltip, never as markup', () => {
    assert.match(clusterTooltip(cluster({ name: '[x](command:y)' })), /\*\*\\\[x\\\]\\\(command:y\\\)\*\*/);
  });
});

describe('the tree', () => {
  it('opens a problem at its file and LSN, and the timelines view where there is no file', () => {
    const { path, ...homeless } = gap;
    const nodes = all(archiveNodes(overview(cluster({ errors: 2 }, { problems: [gap, homeless] })), []));
    assert.deepEqual(
      nodes.filter(({ kind }) => kind === 'problem').map(({ label, opens }) => [label, opens]),
      [
        ['Gap at 0/5000000', { path, lsn: '0/5000000' }],
        ['Gap at 0/5000000', 'timelines'],
      ],
    );
  });

  it('says of a backup why it is not restorable', () => {
    const nodes = all(archiveNodes(overview(cluster({}, { backups: [backup] })), []));
    const [node] = nodes.filter(({ kind }) => kind === 'backup');
    assert.match(node.description ?? '', /^not restorable: 000000010000000000000005 missing/);
    assert.equal(node.icon.health, 'error');
  });

  it('gives every line an id of its own, also where there are many', () => {
    const timelines = Array.from({ length: 300 }, (_, at) => ({
      timeline: at + 1,
      segments: 1,
      gapCount: 0,
      gaps: [],
    }));
    const nodes = all(
      archiveNodes(overview(cluster({}, { timelines, problems: [gap, gap], backups: [backup] })), []),
    );
    assert.equal(new Set(nodes.map(({ id }) => id)).size, nodes.length);
    assert.ok(nodes.some(({ label }) => label === 'and 100 more'));
  });

  it('tells clusters of one name apart by folder, else by major', () => {
    const named = (path: string, major: 16 | 17) => {
      const places = [{ ...summary.places[0], path }];
      return cluster({ name: 'main', major, systemIdentifier: String(major), places });
    };
    const labels = (...clusters: ClusterOverview[]) =>
      archiveNodes(overview(...clusters), []).map(({ label }) => label);
    assert.deepEqual(labels(named('/pg/16/main', 16), named('/pg/17/main', 17)), [
      'main (16/main)',
      'main (17/main)',
    ]);
    assert.deepEqual(labels(named('/repo', 17), named('/repo', 16)), [
      'main (PostgreSQL 16)',
      'main (PostgreSQL 17)',
    ]);
  });

  it('lets an added folder be removed: at its places, and by itself where nothing is in it', () => {
    const problems = [
      { severity: 'warning', code: 'folder-unreadable', message: 'no such folder', path: '/gone' },
    ] as const;
    const nodes = all(archiveNodes({ clusters: [cluster()], problems }, ['/srv', '/empty', '/gone']));
    assert.deepEqual(
      nodes.filter(({ added }) => added).map(({ kind, added, description }) => [kind, added, description]),
      [
        ['place', '/srv', 'data directory · 12 segments'],
        ['folder', '/empty', 'no cluster or WAL archive here'],
        ['folder', '/gone', 'no such folder'],
      ],
    );
  });

  it('gives the timelines view the folders of a cluster, the server first and none twice', () => {
    const places = [
      { layout: 'plain', path: '/archive', isBackup: false, segments: 3 },
      { layout: 'data directory', path: '/archive/base', isBackup: true, segments: 0 },
      ...summary.places,
    ];
    const [node] = archiveNodes(overview(cluster({ places })), []);
    const { systemIdentifier } = summary;
    assert.deepEqual(node.timelines, {
      name: 'orders',
      paths: ['/srv/orders', '/archive'],
      systemIdentifier,
    });
  });

  it('shows a problem, a timeline and a backup there at their LSN', () => {
    const timelines = [{ timeline: 2, switchLsn: '0/3000148', segments: 1, gapCount: 0, gaps: [] }];
    const nodes = all(
      archiveNodes(overview(cluster({}, { timelines, problems: [gap], backups: [backup] })), []),
    );
    assert.deepEqual(
      nodes
        .filter(({ timelines }) => timelines?.place)
        .map(({ kind, timelines }) => [kind, timelines?.place]),
      [
        ['problem', { timeline: 1, lsn: '0/5000000' }],
        ['timeline', { timeline: 2, lsn: '0/3000148' }],
        ['backup', { timeline: 1, lsn: '0/4000028' }],
      ],
    );
  });
});

describe('what reading every record found', () => {
  it('is counted and listed with its cluster, the worst first', () => {
    const slight: PictureProblem = { severity: 'warning', code: 'archiving-behind', message: '' };
    const damage: PictureProblem = { ...gap, code: 'wal-damaged' };
    const known = cluster({ warnings: 1 }, { problems: [slight] });
    const verified = new Map([[clusterId(known), [damage]]]);
    const [{ summary: counts, problems }] = withVerified(overview(known), verified).clusters;
    assert.deepEqual([counts.errors, counts.warnings], [1, 1]);
    assert.deepEqual(problems, [damage, slight]);
    assert.deepEqual(withVerified(overview(known), new Map()), overview(known));
  });
});

describe('what the Problems panel says', () => {
  const marks = (problems: PictureProblem[], loudness = {}, open: string[] = []) =>
    [...problemMarks(overview(cluster({}, { problems })), loudness, path => open.includes(path))].map(
      ([path, each]) => [path, each.map(({ severity, code, message }) => [severity, code, message])],
    );

  it('is said of the file to open, with timeline and LSN', () => {
    assert.deepEqual(marks([gap]), [
      [gap.path, [['error', 'gap', `${gap.message} (timeline 1, LSN 0/5000000)`]]],
    ]);
  });

  it('does not repeat an LSN that the message names, nor the same thing of one file', () => {
    const message = 'Timeline 1 was left at 0/5000000.';
    const [[, said]] = marks([
      { ...gap, message },
      { ...gap, message },
    ]);
    assert.deepEqual(said, [['error', 'gap', message]]);
  });

  it('is as loud as the settings say, or silent', () => {
    const [[, said]] = marks([gap], { gap: 'hint' });
    assert.equal(said[0][0], 'hint');
    assert.deepEqual(marks([gap], { gap: 'off' }), []);
  });

  it('leaves to the text editor what that says of an open history file or label', () => {
    const refused = { ...gap, code: 'history-refused', path: '/archive/00000002.history' };
    assert.equal(marks([refused]).length, 1);
    assert.deepEqual(marks([refused], {}, [refused.path]), []);
    assert.equal(marks([gap], {}, [gap.path!]).length, 1);
    const label = { ...gap, code: 'backup-label', path: '/backup/backup_label' };
    assert.deepEqual(marks([label], {}, [label.path]), []);
    const unfit = { ...label, message: 'backup_label contains data inconsistent with control file' };
    assert.equal(marks([unfit], {}, [label.path]).length, 1);
  });

  it('says nothing of folders, which no editor opens', () => {
    assert.deepEqual(
      marks([
        { ...gap, code: 'repository-unreadable' },
        { ...gap, path: undefined },
      ]),
      [],
    );
  });

  it('has every code of an archive on the page that it links to', () => {
    const page = readFileSync(inProject('docs/archive-problems.md'), 'utf8');
    const sources = [
      ...filesBelow('server/archive'),
      'server/inspect/timelines/serverProblems.ts',
      'server/inspect/verify/verifyWal.ts',
    ];
    const codes = sources.flatMap(path =>
      [...readFileSync(inProject(path), 'utf8').matchAll(/(?:code: |problem\('[a-z]+', )'([a-z-]+)'/g)].map(
        ([, code]) => code,
      ),
    );
    assert.ok(codes.length > 15);
    for (const code of codes) assert.ok(page.includes(`\n### \`${code}\`\n`), code);
    assert.ok(manifest().files.includes('docs/archive-problems.md'));
  });
});

describe('a change on disk', () => {
  const places = ['/w/archive', '/w/data'];
  const matters = (path: string, kind: 'created' | 'changed' | 'deleted') =>
    isRelevantChange(path, kind, places);

  it('matters when a segment comes or goes, not when a server writes into it', () => {
    const segment = '/w/data/pg_wal/000000010000000000000004';
    assert.deepEqual(
      (['created', 'changed', 'deleted'] as const).map(kind => matters(segment, kind)),
      [true, false, true],
    );
    assert.ok(matters('/w/archive/000000010000000000000004.gz', 'created'));
  });

  it('matters for labels, histories, pg_control and what the archiver marks', () => {
    for (const name of ['global/pg_control', 'backup_label', 'pg_wal/archive_status/0000000100000001.ready'])
      assert.ok(matters(`/w/data/${name}`, 'changed'), name);
    assert.ok(matters('/w/archive/00000002.history.gz', 'created'));
  });

  it('does not matter for source files, tables, logs and packages', () => {
    for (const path of ['/w/src/main.ts', '/w/data/base/16384/2619', '/w/data/pg_xact/0000', '/w/a.log'])
      assert.equal(matters(path, 'created'), false, path);
    assert.equal(matters('/w/node_modules/x/PG_VERSION', 'created'), false);
  });

  it('matters when a whole folder goes or comes', () => {
    assert.ok(matters('/w', 'deleted'));
    assert.ok(matters('/w/archive', 'deleted'));
    assert.ok(matters('/w/restored', 'created'));
    assert.equal(matters('/w/other', 'deleted'), false);
  });
});
