import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openArchive } from '../../server/archive/openArchive.ts';
import { FileError } from '../../server/bytes/byteSource.ts';
import { nodeDecompression } from '../../server/bytes/nodeDecompression.ts';
import { formatLsn } from '../../server/postgres/lsn.ts';
import type { Major } from '../../server/postgres/majors.ts';
import { nameOf } from './made.ts';
import { compressed, firstPage, type Made, MadeFiles } from './madeFiles.ts';

const mega = 1024 * 1024;

interface Server {
  readonly system: bigint;
  readonly major: Major;
  readonly segmentSize: number;
}

/** Segments of one server on one timeline. */
function segments(
  folder: string,
  { system, major, segmentSize }: Server,
  timeline: number,
  from: number,
  to: number,
  mark?: number,
): [string, Made][] {
  return Array.from({ length: to - from + 1 }, (_, i) => {
    const address = BigInt(from + i) * BigInt(segmentSize);
    const head = firstPage({ system, major, segmentSize, timeline, address, mark });
    return [`${folder}/${nameOf(timeline, from + i, segmentSize)}`, { head, size: segmentSize }];
  });
}

const backup = (start: string, stop: string, label: string) =>
  `START WAL LOCATION: ${start}\nSTOP WAL LOCATION: ${stop}\nCHECKPOINT LOCATION: ${start}\nBACKUP METHOD: streamed\nBACKUP FROM: primary\nSTART TIME: 2026-01-02 03:04:05 UTC\nLABEL: ${label}\nSTART TIMELINE: 1\nSTOP TIME: 2026-01-02 03:04:06 UTC\nSTOP TIMELINE: 1\n`;

const open = (made: Iterable<readonly [string, Made]>, options = {}) =>
  openArchive(new MadeFiles(made), ['/a'], nodeDecompression, options);

const one: Server = { system: 71n, major: 14, segmentSize: 16 * mega };
const other: Server = { system: 72n, major: 18, segmentSize: 64 * mega };

test('two systems of two majors and segment sizes in one folder keep their histories and backups apart', async () => {
  const { clusters } = await open([
    ...segments('/a', one, 1, 3, 9),
    ...segments('/a', other, 2, 40, 44),
    ['/a/00000002.history', '1\t0/A0000000\tno recovery target specified\n'],
    [
      '/a/000000010000000000000004.00000028.backup',
      backup(
        '0/4000028 (file 000000010000000000000004)',
        '0/5000100 (file 000000010000000000000005)',
        'of one',
      ),
    ],
  ]);
  assert.deepEqual(
    clusters.map(({ systemIdentifier, major, segmentSize }) => ({
      system: systemIdentifier,
      major,
      segmentSize,
    })),
    [one, other],
  );
  const [first, second] = clusters.map(({ timelines }) => timelines);
  assert.deepEqual(
    first.map(({ timeline, segmentCount, backups }) => [
      timeline,
      segmentCount,
      backups.map(b => b.restorable),
    ]),
    [[1, 7, [true]]],
  );
  assert.deepEqual(
    second.map(({ timeline, parent, segmentCount, gaps }) => [timeline, parent, segmentCount, gaps.length]),
    [
      [1, undefined, 0, 0],
      [2, 1, 5, 0],
    ],
  );
  assert.deepEqual(
    clusters[1].problems.map(({ code }) => code),
    [],
  );
});

test('compressed segments tell their size and system, and a gap among them is found', async () => {
  const small: Server = { system: 73n, major: 17, segmentSize: mega };
  const made = segments('/a', small, 1, 4090, 4100)
    .filter(([path]) => !path.endsWith('000000010000000100000001'))
    .map(([path, file]) => [`${path}.zst`, compressed((file as { head: Uint8Array }).head, mega)] as const);
  for (const options of [{}, { namesOnly: true }]) {
    const { clusters } = await open(made, options);
    assert.equal(clusters[0].segmentSize, mega);
    assert.deepEqual(
      clusters[0].timelines[0].gaps.map(({ from, to }) => [from, to]),
      [[4097, 4097]],
    );
  }
});

test('segments that may not be read are judged by their names, and that is said; those that have gone are not', async () => {
  const made = segments('/a', one, 1, 3, 6);
  for (const [code, said] of [
    ['EACCES', ['segment-unreadable']],
    ['ENOENT', []],
  ] as const) {
    const files = new MadeFiles(made);
    const refusing = {
      list: (path: string) => files.list(path),
      stat: (path: string) => files.stat(path),
      open: async (path: string) => {
        if (path.endsWith('5')) throw new FileError(path, code, `could not open file "${path}"`);
        return files.open(path);
      },
    };
    const { clusters, problems } = await openArchive(refusing, ['/a'], nodeDecompression);
    assert.deepEqual(
      problems.map(each => each.code),
      said,
    );
    assert.equal(clusters[0].timelines[0].segmentCount, 4);
  }
});

test('a backup history without segments belongs to the only cluster there is', async () => {
  const { clusters } = await open([
    ...segments('/a/server', one, 1, 3, 6),
    ['/a/server/archive_status/000000010000000000000003.done', ''],
    [
      '/a/archive/000000010000000000000003.00000028.backup',
      backup(
        '0/3000028 (file 000000010000000000000003)',
        '0/3000100 (file 000000010000000000000003)',
        'only',
      ),
    ],
  ]);
  assert.equal(clusters.length, 1);
  assert.deepEqual(
    clusters[0].timelines[0].backups.map(({ label, restorable }) => [label, restorable]),
    [['only', true]],
  );
});

test('a segment in a pg_wal that an archive has with other content was written by two servers, one written less far was not', async () => {
  const written = segments('/a/archive', { ...one, segmentSize: mega }, 1, 5, 6, 1);
  const page = (address: bigint) => firstPage({ ...one, segmentSize: mega, timeline: 1, address });
  const twoPages = new Uint8Array(16384);
  twoPages.set(page(5n * BigInt(mega)));
  const status = ['/a/server/archive_status/x.done', ''] as const;
  const local = (head: Uint8Array) =>
    [['/a/server/000000010000000000000005', { head, size: mega }], status] as const;

  const behind = await open([...written, ...local(twoPages)]);
  assert.deepEqual(behind.clusters[0].problems, []);

  twoPages.set(page(5n * BigInt(mega) + 8192n), 8192);
  const diverged = await open([...written, ...local(twoPages)]);
  assert.deepEqual(
    diverged.clusters[0].problems.map(({ code, path }) => [code, path]),
    [['doubled-segment', '/a/server/000000010000000000000005']],
  );
  assert.deepEqual(
    diverged.clusters[0].timelines[0].runs.map(({ from, to, doubled }) => [from, to, doubled]),
    [
      [5, 5, true],
      [6, 6, undefined],
    ],
  );
});

test('a backup that ends behind a fork cannot follow the branch', async () => {
  const { clusters } = await open([
    ...segments('/a', one, 1, 3, 9),
    ...segments('/a', one, 2, 5, 8).map(
      ([path, file], i) => [path, i ? file : (segments('/a', one, 1, 5, 5)[0][1] as Made)] as const,
    ),
    ['/a/00000002.history', '1\t0/5000200\tno recovery target specified\n'],
    [
      '/a/000000010000000000000004.00000028.backup',
      backup('0/4000028 (file 000000010000000000000004)', '0/6000100 (file 000000010000000000000006)', 'b'),
    ],
    [
      '/a/000000010000000000000003.00000028.backup',
      backup('0/3000028 (file 000000010000000000000003)', '0/4000100 (file 000000010000000000000004)', 'a'),
    ],
  ]);
  assert.deepEqual(clusters[0].problems, []);
  assert.deepEqual(
    clusters[0].timelines[0].backups.map(({ label, reaches }) => [
      label,
      reaches.map(({ timeline }) => timeline),
    ]),
    [
      ['a', [1, 2]],
      ['b', [1]],
    ],
  );
});

test('pgBackRest tells by the names of two files that they differ', async () => {
  const [[path, file]] = segments('/a', one, 1, 3, 3);
  const names = ['1', '2'].map(digit => `${path}-${digit.repeat(40)}`);
  const { clusters } = await open(names.map(name => [name, file] as const));
  assert.deepEqual(
    clusters[0].problems.map(({ code }) => code),
    ['doubled-segment'],
  );
});

test('a backup whose end only a branch holds is restored along the branch, as XLogFileReadAnyTLI looks there first', async () => {
  const made = [
    ...segments('/a', one, 1, 3, 4),
    ...segments('/a', one, 1, 5, 5).map(([path, file]) => [`${path}.partial`, file] as const),
    ...segments('/a', one, 1, 5, 5).map(
      ([path, file]) => [path.replace('/a/00000001', '/a/00000002'), file] as const,
    ),
    ...segments('/a', one, 2, 6, 7),
    ['/a/00000002.history', '1\t0/5002000\tno recovery target specified\n'],
    [
      '/a/000000010000000000000004.00000028.backup',
      backup('0/4000028 (file 000000010000000000000004)', '0/5000100 (file 000000010000000000000005)', 'b'),
    ],
  ] as const;
  const { clusters } = await open(made);
  const told = clusters[0].timelines[0].backups.map(({ restorable, missing, lastSegment, reaches }) => ({
    restorable,
    missing,
    lastSegment,
    reaches: reaches.map(({ timeline, lsn }) => `${timeline} ${formatLsn(lsn)}`),
  }));
  const reaches = ['2 0/8000000'];
  const lastSegment = '000000020000000000000005';
  assert.deepEqual(told, [{ restorable: true, missing: [], lastSegment, reaches }]);
  assert.deepEqual(clusters[0].problems, []);
});

test('a gap between what two backups need is the retention of a tool that thins out its WAL, elsewhere it is a loss', async () => {
  const begin = backup(
    '0/3000028 (file 000000010000000000000003)',
    '0/4000100 (file 000000010000000000000004)',
    'a',
  );
  const later = backup(
    '0/9000028 (file 000000010000000000000009)',
    '0/9000100 (file 000000010000000000000009)',
    'b',
  );
  const made = (folder: string): [string, Made][] => [
    ...segments(folder, one, 1, 3, 4),
    ...segments(folder, one, 1, 9, 12),
    [`${folder}/000000010000000000000003.00000028.backup`, begin],
    [`${folder}/000000010000000000000009.00000028.backup`, later],
  ];
  const gapsOf = async (files: [string, Made][]) => {
    const { clusters } = await open(files);
    assert.equal(clusters[0].timelines[0].gaps.length, 1);
    return clusters[0].problems.map(({ severity, code }) => `${severity} ${code}`);
  };
  assert.deepEqual(await gapsOf(made('/a')), ['error gap']);
  const info = '[db]\ndb-id=1\ndb-system-id=71\ndb-version="14"\n';
  const told = (label: string, archive: readonly [string, string], lsn: readonly [string, string]) =>
    `${label}={"backup-archive-start":"${archive[0]}","backup-archive-stop":"${archive[1]}","backup-lsn-start":"${lsn[0]}","backup-lsn-stop":"${lsn[1]}","backup-timestamp-start":1,"backup-timestamp-stop":2,"backup-type":"full","db-id":1}\n`;
  const current = [
    told(
      '20260102-030405F',
      ['000000010000000000000003', '000000010000000000000004'],
      ['0/3000028', '0/4000100'],
    ),
    told(
      '20260103-030405F',
      ['000000010000000000000009', '000000010000000000000009'],
      ['0/9000028', '0/9000100'],
    ),
  ];
  const inRepository = [
    ...segments('/a/archive/main/14-1/0000000100000000', one, 1, 3, 4),
    ...segments('/a/archive/main/14-1/0000000100000000', one, 1, 9, 12),
  ].map(([path, file]): [string, Made] => [`${path}-${'1'.repeat(40)}`, file]);
  const infos: [string, Made][] = [
    ['/a/archive/main/archive.info', info],
    ['/a/backup/main/backup.info', `${info}[backup:current]\n${current.join('')}`],
  ];
  assert.deepEqual(await gapsOf([...infos, ...inRepository]), ['warning gap']);
  assert.deepEqual(await gapsOf([...infos, ...inRepository.filter((_, at) => at !== 2)]), [
    'error gap',
    'error backup-not-restorable',
  ]);
});

test('WAL that a backup brings along may end earlier than the archive has it', async () => {
  const written = segments('/a/archive', { ...one, segmentSize: mega }, 1, 5, 6, 1);
  const page = firstPage({ ...one, segmentSize: mega, timeline: 1, address: 5n * BigInt(mega) });
  const { clusters } = await open([
    ...written,
    ['/a/base/PG_VERSION', '14\n'],
    ['/a/base/global/pg_filenode.map', ''],
    [
      '/a/base/backup_label',
      backup('0/500028 (file 000000010000000000000005)', '', 'b').replace(/STOP.*\n/g, ''),
    ],
    ['/a/base/pg_wal/000000010000000000000005', { head: page, size: mega }],
  ]);
  const codes = clusters.flatMap(({ problems }) => problems.map(({ code }) => code));
  assert.ok(!codes.includes('doubled-segment'), codes.join());
});

test('a standby that lags behind its primary has the same segments, less far written', async () => {
  const small = { ...one, segmentSize: mega };
  const twoPages = new Uint8Array(16384);
  twoPages.set(firstPage({ ...small, timeline: 1, address: 5n * BigInt(mega) }));
  const behind = { head: twoPages.slice(), size: mega };
  twoPages.set(firstPage({ ...small, timeline: 1, address: 5n * BigInt(mega) + 8192n }), 8192);
  twoPages[100] = 7;
  const ahead = { head: twoPages, size: mega };
  for (const [first, second] of [
    [ahead, behind],
    [behind, ahead],
  ]) {
    const { clusters } = await open([
      ['/a/one/archive_status/x.done', ''],
      ['/a/one/000000010000000000000005', first],
      ['/a/two/archive_status/x.done', ''],
      ['/a/two/000000010000000000000005', second],
    ]);
    assert.deepEqual(clusters[0].problems, []);
  }
});
