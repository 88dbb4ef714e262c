import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, it } from 'node:test';
import { MemoryFiles } from '../../server/bytes/memoryFiles.ts';
import { formatLsn } from '../../server/postgres/lsn.ts';
import { formatSegmentName } from '../../server/postgres/segmentName.ts';
import { inventoryOf, problemCodes, recording } from './recorded.ts';

// Tools that Debian does not have: the layouts are those of their sources, the segments those of a real server.
const { clusters, archives } = recording<{ hole?: string }>('basebackup');
const [{ systemIdentifier, major }] = clusters;
const system = BigInt(systemIdentifier);
const lz4 = segments('received-lz4', '.lz4');
const plain = segments('received', '');
const names = [...plain.keys()].sort();
const lsnOf = (name: string, offset = 0x28) =>
  BigInt(Number.parseInt(name.slice(16), 16)) * 2n ** 20n + BigInt(offset);

function segments(archive: string, suffix: string): Map<string, Uint8Array> {
  const found = Object.entries(archives[archive].files).filter(
    ([path]) => path.length === 24 + suffix.length && path.endsWith(suffix),
  );
  return new Map(found.map(([path, bytes]) => [path.slice(0, 24), Buffer.from(bytes, 'base64')]));
}

/** Bytes without any pattern, always the same. */
function noise(seed: string, length = 4096): Uint8Array {
  const parts = Array.from({ length: length / 32 }, (_, at) =>
    createHash('sha256').update(`${seed}/${at}`).digest(),
  );
  return Buffer.concat(parts);
}

const sentinel = JSON.stringify({
  LSN: '#start',
  Timeline: 1,
  PgVersion: 180006,
  FinishLSN: '#stop',
  SystemIdentifier: '#system',
  UncompressedSize: 23000000,
  CompressedSize: 3000000,
  Spec: null,
  Version: 2,
  StartTime: '2026-11-23T12:00:00.5Z',
  FinishTime: '2026-11-23T12:00:09.25Z',
})
  .replace('"#start"', String(lsnOf(names[1])))
  .replace('"#stop"', String(lsnOf(names[1], 0x120)))
  .replace('"#system"', systemIdentifier);

const walGBase = `/archive/basebackups_005/base_${names[1]}`;
const walG = (files: Iterable<readonly [string, Uint8Array]>) =>
  new MemoryFiles([
    ...files,
    [`${walGBase}_backup_stop_sentinel.json`, sentinel],
    [`${walGBase}/metadata.json`, '{}'],
  ]);

describe('a WAL-G repository', () => {
  it('has its backup from the sentinel, whose numbers are decimal, and the gap', async () => {
    const hole = names[5];
    const files = [...lz4]
      .filter(([name]) => name !== hole)
      .map(([name, bytes]) => [`/archive/wal_005/${name}.lz4`, bytes] as const);
    const inventory = await inventoryOf(walG(files));
    const [cluster] = inventory.clusters;
    assert.deepEqual(
      [cluster.systemIdentifier, cluster.major, cluster.segmentSize],
      [system, major, 2 ** 20],
    );
    const [timeline] = cluster.timelines;
    const [backup] = timeline.backups;
    assert.deepEqual(
      [
        backup.label,
        formatLsn(backup.startLsn!),
        formatLsn(backup.stopLsn!),
        backup.startTime,
        backup.restorable,
      ],
      [
        `base_${names[1]}`,
        formatLsn(lsnOf(names[1])),
        formatLsn(lsnOf(names[1], 0x120)),
        '2026-11-23T12:00:00.5Z',
        true,
      ],
    );
    assert.deepEqual(
      timeline.gaps.map(({ from }) => formatSegmentName({ timeline: 1, number: BigInt(from) }, 2 ** 20)),
      [hole],
    );
  });

  it('is called encrypted where no file begins as its suffix says, and nothing in it damaged', async () => {
    for (const suffix of ['lz4', 'br', 'zst', 'lzma']) {
      const files = names.map(name => [`/archive/wal_005/${name}.${suffix}`, noise(name)] as const);
      const inventory = await inventoryOf(walG(files));
      assert.deepEqual(problemCodes(inventory), ['encrypted'], suffix);
      const [cluster] = inventory.clusters;
      assert.deepEqual([cluster.systemIdentifier, cluster.segmentSize], [system, 2 ** 20]);
      assert.equal(cluster.timelines[0].segmentCount, names.length);
      assert.equal(cluster.timelines[0].backups[0].restorable, true);
    }
  });

  it('says which encryption shows: OpenPGP', async () => {
    const home = recording('barman').archives.home.files;
    const [, message] = Object.entries(home).find(([path]) => /^encrypted\/wals\/0+1/.test(path))!;
    const files = names.map(
      name => [`/archive/wal_005/${name}.lz4`, Buffer.from(message, 'base64')] as const,
    );
    const { clusters: found } = await inventoryOf(walG(files));
    assert.match(found[0].problems.map(({ message: text }) => text).join(), /encrypted \(OpenPGP\)/);
  });

  it('has one damaged segment among sound ones, and is not encrypted', async () => {
    const files = [...lz4].map(
      ([name, bytes], at) => [`/archive/wal_005/${name}.lz4`, at === 7 ? noise('x') : bytes] as const,
    );
    assert.deepEqual(problemCodes(await inventoryOf(walG(files))), ['gap', 'segment-damaged']);
  });
});

describe('a WAL-E repository', () => {
  const stop = {
    wal_segment_backup_stop: '000000020000000A00000080',
    wal_segment_offset_backup_stop: '00000240',
    expanded_size_bytes: 1,
    spec: {},
  };
  const files = (content: Uint8Array) =>
    new MemoryFiles([
      ...['7E', '7F', '80'].map(
        low => [`/archive/wal_005/000000020000000A000000${low}.lzo`, content] as const,
      ),
      [
        '/archive/basebackups_005/base_000000020000000A0000007F_14587176_backup_stop_sentinel.json',
        JSON.stringify(stop),
      ],
    ]);

  it('has its backup from names with decimal offsets', async () => {
    const lzo = Buffer.concat([
      Buffer.from([0x89, 0x4c, 0x5a, 0x4f, 0, 0x0d, 0x0a, 0x1a, 0x0a]),
      noise('lzo'),
    ]);
    const inventory = await inventoryOf(files(lzo));
    const [backup] = inventory.clusters[0].timelines[0].backups;
    assert.deepEqual(
      [backup.timeline, formatLsn(backup.startLsn!), formatLsn(backup.stopLsn!), backup.restorable],
      [2, formatLsn(0xa7f000000n + 14587176n), 'A/800000F0', true],
    );
    assert.deepEqual(problemCodes(inventory), ['history-missing']);
  });

  it('is called encrypted where its files are no lzo files', async () => {
    assert.deepEqual(problemCodes(await inventoryOf(files(noise('gpg')))), ['encrypted', 'history-missing']);
  });
});

describe('a pg_probackup catalogue', () => {
  const control = (id: string, more: string) =>
    [
      `/archive/backups/main/${id}/backup.control`,
      `#Configuration
backup-mode = ${more.includes('parent') ? 'PAGE' : 'FULL'}
stream = false
from-replica = false
#Compatibility
server-version = 18
#Result backup info
timelineid = 1
start-time = '2026-11-23 12:00:00+00'
${more}`,
    ] as const;
  const lsns = (name: string) =>
    `start-lsn = ${formatLsn(lsnOf(name))}\nstop-lsn = ${formatLsn(lsnOf(name, 0x120))}\n`;
  const hole = names[5];
  const files = new MemoryFiles([
    [
      '/archive/backups/main/pg_probackup.conf',
      `#Backup instance information\npgdata = /data\nsystem-identifier = ${systemIdentifier}\nxlog-seg-size = 1048576\n`,
    ],
    ...[...plain]
      .filter(([name]) => name !== hole)
      .map(([name, bytes]) => [`/archive/wal/main/${name}`, bytes] as const),
    control('SAAAAA', `${lsns(names[1])}status = OK\n`),
    control('SBBBBB', `${lsns(hole)}status = OK\n`),
    [`/archive/backups/main/SBBBBB/database/pg_wal/${hole}`, plain.get(hole)!],
    control('SCCCCC', `${lsns(names[7])}status = OK\nparent-backup-id = 'SBBBBB'\n`),
    control('SDDDDD', `start-lsn = ${formatLsn(lsnOf(names[8]))}\nstop-lsn = 0/0\nstatus = RUNNING\n`),
  ]);

  it('has its backups, one that runs and one that brings along the WAL that the archive lacks', async () => {
    const inventory = await inventoryOf(files);
    const [{ timelines, systemIdentifier: found, major: told, segmentSize }] = inventory.clusters;
    assert.deepEqual([found, told, segmentSize], [system, major, 2 ** 20]);
    assert.deepEqual(
      timelines[0].backups.map(({ label, type, restorable, stopLsn, parent }) => [
        label,
        type,
        restorable,
        stopLsn !== undefined,
        parent,
      ]),
      [
        ['SAAAAA', 'full', true, true, undefined],
        ['SBBBBB', 'full', true, true, undefined],
        ['SCCCCC', 'page', true, true, 'SBBBBB'],
        ['SDDDDD', 'full', undefined, false, undefined],
      ],
    );
    assert.deepEqual(
      timelines[0].gaps.map(({ from, to }) =>
        [from, to].map(number => formatSegmentName({ timeline: 1, number: BigInt(number) }, segmentSize)),
      ),
      [[hole, hole]],
    );
  });
});

describe('an incremental backup', () => {
  it('cannot be restored where a backup is gone that it needs over another one', async () => {
    const control = (id: string, name: string, parent: string) =>
      [
        `/archive/backups/main/${id}/backup.control`,
        `timelineid = 1\nbackup-mode = DELTA\nstart-lsn = ${formatLsn(lsnOf(name))}\nstop-lsn = ${formatLsn(lsnOf(name, 0x120))}\nparent-backup-id = '${parent}'\n`,
      ] as const;
    const inventory = await inventoryOf(
      new MemoryFiles([
        ['/archive/backups/main/pg_probackup.conf', 'xlog-seg-size = 1048576\n'],
        ...[...plain].map(([name, bytes]) => [`/archive/wal/main/${name}`, bytes] as const),
        control('SBBBBB', names[2], 'SAAAAA'),
        control('SCCCCC', names[4], 'SBBBBB'),
      ]),
    );
    const [{ timelines, problems }] = inventory.clusters;
    assert.deepEqual(
      timelines[0].backups.map(({ label, restorable, missingParent }) => [label, restorable, missingParent]),
      [
        ['SBBBBB', false, 'SAAAAA'],
        ['SCCCCC', false, 'SAAAAA'],
      ],
    );
    assert.match(
      problems.map(({ message }) => message).join(),
      /it needs backup "SAAAAA", which is not there/,
    );
  });
});

describe('a pgmoneta server', () => {
  const info = `STATUS=1
LABEL=20261123120000
WAL=${names[1]}
MAJOR_VERSION=18
START_WALPOS=${formatLsn(lsnOf(names[1]))}
END_WALPOS=${formatLsn(lsnOf(names[1], 0x120))}
START_TIMELINE=1
END_TIMELINE=1
TYPE=0
`;
  const server = (files: Iterable<readonly [string, Uint8Array]>) =>
    new MemoryFiles([...files, ['/archive/primary/backup/20261123120000/backup.info', info]]);

  it('has its backup and its compressed WAL', async () => {
    const inventory = await inventoryOf(
      server([...lz4].map(([name, bytes]) => [`/archive/primary/wal/${name}.lz4`, bytes] as const)),
    );
    const [{ repositories, timelines, systemIdentifier: found, major: told, segmentSize }] =
      inventory.clusters;
    assert.deepEqual(
      [found, told, segmentSize, repositories[0].cluster],
      [system, major, 2 ** 20, 'primary'],
    );
    const [{ label, restorable, firstSegment }] = timelines[0].backups;
    assert.deepEqual([label, restorable, firstSegment], ['20261123120000', true, names[1]]);
    assert.deepEqual(problemCodes(inventory), []);
  });

  it('is called encrypted where its names say so', async () => {
    const inventory = await inventoryOf(
      server(names.map(name => [`/archive/primary/wal/${name}.zstd.aes`, noise(name)] as const)),
    );
    assert.deepEqual(problemCodes(inventory), ['encrypted']);
    assert.equal(inventory.clusters[0].timelines[0].backups[0].restorable, true);
  });
});

describe('one folder with the WAL of two clusters', () => {
  it('is told apart by what the first pages say, compressed or not', async () => {
    const { clusters: others, archives: of } = recording('pgbackrest');
    const strangers = Object.entries(of.several.files).flatMap(([path, bytes]) => {
      const [, name] = /^archive\/gz\/17-1\/.*\/(00000002[0-9A-F]{16})-/.exec(path) ?? [];
      return name ? [[`/archive/${name}.gz`, Buffer.from(bytes, 'base64')] as const] : [];
    });
    const own = [...plain].map(([name, bytes]) => [`/archive/${name}`, bytes] as const);
    const { clusters: found } = await inventoryOf(new MemoryFiles([...own, ...strangers]));
    assert.deepEqual(
      found.map(each => [
        each.systemIdentifier,
        each.major,
        each.timelines.map(({ segmentCount }) => segmentCount),
      ]),
      [
        [system, major, [plain.size]],
        [BigInt(others[0].systemIdentifier), others[0].major, [strangers.length]],
      ],
    );
  });
});

describe('an archive that went on after pg_upgrade', () => {
  const { clusters: both, archives: of } = recording('pgbackrest');
  const parts = ['17-1', '18-2'].map((id, at) =>
    Object.entries(of.several.files).flatMap(([path, bytes]) => {
      const name = new RegExp(`^archive/gz/${id}/.*/(00000001[0-9A-F]{16})-`).exec(path)?.[1] ?? '';
      const isOld = name < '00000001000000000000000B';
      return name && (at === 0) === isOld ? [[name, Buffer.from(bytes, 'base64')] as const] : [];
    }),
  );
  const told = [
    { version: 17, start: parts[0][1][0] },
    { version: 18, start: parts[1][2][0] },
  ].map((each, at) => ({ ...each, system: both[at].systemIdentifier }));
  const expected = [1, 0].map(at => [
    both[at].systemIdentifier,
    both[at].major,
    parts[at].length,
    [told[at].start],
    true,
  ]);

  for (const [tool, files] of [
    [
      'WAL-G',
      told.map(
        ({ version, start, system: id }) =>
          [
            `/archive/basebackups_005/base_${start}_backup_stop_sentinel.json`,
            `{"LSN":${lsnOf(start)},"PgVersion":${version}0001,"FinishLSN":${lsnOf(start, 0x60)},"SystemIdentifier":${id}}`,
          ] as const,
      ),
    ],
    [
      'Barman',
      told.map(
        ({ version, start, system: id }) =>
          [
            `/archive/base/202611${version}T000000/backup.info`,
            `begin_xlog=${formatLsn(lsnOf(start))}\nend_xlog=${formatLsn(lsnOf(start, 0x60))}\nsystemid=${id}\ntimeline=1\nversion=${version}0001\nxlog_segment_size=1048576\nstatus=DONE\n`,
          ] as const,
      ),
    ],
  ] as const)
    it(`holds two clusters, each with its WAL and backups, and nothing foreign: ${tool}`, async () => {
      const folder = tool === 'WAL-G' ? 'wal_005' : 'wals/0000000100000000';
      const wal = parts.flat().map(([name, bytes]) => [`/archive/${folder}/${name}.gz`, bytes] as const);
      const inventory = await inventoryOf(new MemoryFiles([...wal, ...files]));
      assert.deepEqual(problemCodes(inventory), []);
      assert.deepEqual(
        inventory.clusters.map(({ systemIdentifier: id, major: version, timelines: [timeline] }) => [
          String(id),
          version,
          timeline.segmentCount,
          timeline.backups.map(({ firstSegment }) => firstSegment),
          timeline.backups.every(({ restorable }) => restorable),
        ]),
        expected,
      );
    });
});

describe('the spool of pgBackRest', () => {
  it('is no archive', async () => {
    const inside = [...plain].map(([name, bytes]) => [`/archive/archive/main/in/${name}`, bytes] as const);
    const files = new MemoryFiles([...inside, ['/archive/archive/main/out/00000001000000000000000D.ok', '']]);
    assert.deepEqual((await inventoryOf(files)).clusters, []);
  });
});

describe('a folder named for timeline and log file', () => {
  it('is part of the folder that it lies in, and no archive of its own', async () => {
    const inside = [...plain].map(([name, bytes]) => [`/archive/0000000100000000/${name}`, bytes] as const);
    const files = new MemoryFiles([...inside, ['/archive/00000002.history', '1\t0/1900000\tx\n']]);
    const { clusters: found } = await inventoryOf(files);
    assert.deepEqual(
      found.flatMap(({ repositories }) =>
        repositories.map(({ layout, root, objects }) => [layout, root, objects.length]),
      ),
      [['plain', '/archive', plain.size + 1]],
    );
  });
});
