import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { MemoryFiles } from '../../server/bytes/memoryFiles.ts';
import { nodeDecompression } from '../../server/bytes/nodeDecompression.ts';
import { inspect } from '../../server/cli/inspect.ts';
import { openBinaryFile } from '../../server/inspect/binarySession.ts';
import type { BinaryRow } from '../../server/protocol/binaryFile.ts';
import { filesBelow, type Recorded, recorded, recordedMajors } from '../files/truth.ts';

type Given = Iterable<readonly [string, Uint8Array | string]>;

const open = (path: string, ...files: (readonly [string, Uint8Array | string])[]) =>
  openBinaryFile(new MemoryFiles(files as Given), path, nodeDecompression, 1, 'UTC');

/** The binary files of a recorded server, where its cluster has them. */
function clusterFiles(server: Recorded): [path: string, bytes: Uint8Array][] {
  const below = (prefix: string, place: (name: string) => string) =>
    filesBelow(server, prefix).map(([name, bytes]): [string, Uint8Array] => [`/d/${place(name)}`, bytes]);
  return [
    ['/d/global/pg_control', server.files.get('killed.pg_control')!],
    ['/d/global/pg_filenode.map', server.files.get('global/pg_filenode.map')!],
    ['/d/PG_VERSION', new TextEncoder().encode(`${server.major}\n`)],
    ...below('slots/', name => `pg_replslot/${name}/state`),
    ...below('pg_twophase/', name => `pg_twophase/${name}`),
    ...below('snapshots/', name => `pg_logical/snapshots/${name}`),
    ...below('summaries/', name => `pg_wal/summaries/${name}`),
  ];
}

async function inspected(files: Given, ...args: string[]): Promise<string> {
  let stdout = '';
  await inspect(args, {
    stdout: chunk => {
      stdout += chunk;
    },
    stderr: () => {},
    files: new MemoryFiles(files),
    cwd: '/d',
    env: {},
  });
  return stdout;
}

for (const major of recordedMajors) {
  const server = recorded(major);
  const files = clusterFiles(server);

  test(`${major}: every binary file of a cluster opens, is sound, and copies as walscope inspect prints it`, async () => {
    for (const [path] of files) {
      if (path.endsWith('PG_VERSION')) continue;
      const session = await open(path, ...files);
      const { state } = session;
      assert.deepEqual([state.major, state.crcOk, state.problems], [major, true, []], path);
      assert.notEqual(state.verdict.severity, 'bad');
      const relative = path.slice('/d/'.length);
      assert.equal(session.text('json'), await inspected(files, relative));
      assert.equal(session.text('text'), await inspected(files, '--format', 'text', relative));
    }
  });

  test(`${major}: bytes and fields tell of each other`, async () => {
    for (const [path, bytes] of files) {
      if (path.endsWith('PG_VERSION')) continue;
      const session = await open(path, ...files);
      const { total, rows } = session.rows('', 0, 500);
      const window = session.bytes(0, 4096);
      assert.deepEqual(window.bytes, bytes.subarray(0, 4096));
      for (const stretch of window.stretches) {
        const found = session.row('', stretch.row)!;
        assert.deepEqual([found.row.offset, found.row.length], [stretch.offset, stretch.length]);
        assert.equal(found.place, stretch.row);
      }
      assert.equal(rows.length, Math.min(total, 500));
      assert.ok(bytes.subarray(session.state.zerosFrom).every(byte => byte === 0));
    }
  });
}

test('pg_control copies as the pg_controldata of its major prints it', async () => {
  for (const major of recordedMajors) {
    const server = recorded(major);
    const truth = server.truth['killed.pg_control'].stdout;
    if (truth === undefined) continue;
    const session = await open('/d/global/pg_control', ...clusterFiles(server));
    assert.equal(session.text('text'), truth);
    assert.equal(session.state.tool, 'pg_controldata');
  }
});

test('a prepared transaction holds an exclusive lock on itself, in the numbering of every major', async () => {
  for (const major of recordedMajors) {
    const files = clusterFiles(recorded(major));
    for (const [path] of files.filter(([path]) => path.includes('pg_twophase'))) {
      const { rows } = (await open(path, ...files)).rows('', 0, 500);
      const value = (name: string) => rows.find(row => row.name === name)?.value;
      assert.ok(rows.some(row => row.value === `ExclusiveLock on transaction ${value('xid')}`));
    }
  }
});

test('a slot says how much WAL it keeps before the last checkpoint beside it', async () => {
  const server = recorded(17);
  const [path, bytes] = clusterFiles(server).find(([path]) => path.endsWith('pg_replslot/logical/state'))!;
  const control = server.files.get('running.pg_control')!;
  const { state } = await open(path, [path, bytes], ['/d/global/pg_control', control]);
  assert.match(state.summary[1], /^It keeps WAL from \S+ on, \d+\.\d MB before the last checkpoint\.$/);
  const alone = await open(path, [path, bytes]);
  assert.match(alone.state.summary[1], /^It keeps WAL from \S+ on\.$/);
});

test('words filter fields by name, value and meaning, and keep the part that they are in', async () => {
  const session = await open('/d/pg_control', [
    '/d/pg_control',
    recorded(17).files.get('stopped.pg_control')!,
  ]);
  const names = (filter: string) => session.rows(filter, 0, 100).rows.map(({ name }) => name);
  assert.deepEqual(names('max_connections hot'), ['Settings', 'MaxConnections']);
  assert.deepEqual(names('SERVER doing'), ['State', 'state']);
  assert.deepEqual(names('no such field'), []);
  assert.equal(session.rows('max_', 0, 1).rows.length, 1);
  assert.ok(session.rows('max_', 0, 1).fields > 3);
  const { row, place } = session.row('max_', 1)!;
  assert.deepEqual([row.name, place], ['system_identifier', -1]);
});

test('an LSN leads to its segment in the pg_wal beside, on the timeline of the file or else the newest', async () => {
  const server = recorded(17);
  const control = server.files.get('running.pg_control')!;
  const links = async (path: string, wal: readonly string[], bytes = control) => {
    const files: [string, Uint8Array | string][] = [
      ['/d/global/pg_control', control],
      ['/d/PG_VERSION', '17\n'],
      [path, bytes],
      ...wal.map((name): [string, string] => [`/d/pg_wal/${name}`, '']),
    ];
    const { rows } = (await open(path, ...files)).rows('', 0, 500);
    const link = (name: string) => rows.find((row: BinaryRow) => row.name === name)?.wal?.segment;
    return { link, rows };
  };
  const { rows } = await links('/d/global/pg_control', []);
  const checkpoint = rows.find(({ name }) => name === 'checkPoint')!;
  const [, segment] = /in ([0-9A-F]{24})$/.exec(checkpoint.value)!;
  assert.equal(checkpoint.wal?.segment, undefined);
  const onNewer = `00000007${segment.slice(8)}`;
  const { link } = await links('/d/global/pg_control', [onNewer, segment, `${segment}.partial`]);
  assert.equal(link('checkPoint'), `/d/pg_wal/${segment}`);

  const [name, bytes] = filesBelow(server, 'slots/').find(([name]) => name === 'logical')!;
  const path = `/d/pg_replslot/${name}/state`;
  const slot = await links(path, [], bytes);
  const { lsn } = slot.rows.find(row => row.name === 'restart_lsn')!.wal!;
  const [high, low] = lsn.split('/').map(half => Number.parseInt(half, 16));
  const size = 2 ** 20;
  const number = (high * 2 ** 32 + low) / size;
  const suffix = [Math.floor(number / 4096), Math.floor(number % 4096)]
    .map(part => part.toString(16).toUpperCase().padStart(8, '0'))
    .join('');
  const found = await links(
    path,
    [`00000001${suffix}`, `00000003${suffix}.partial`, `00000003${suffix}`],
    bytes,
  );
  assert.equal(found.link('restart_lsn'), `/d/pg_wal/00000003${suffix}`);
});

test('damage is told at the field or behind the last one, and the rest is shown', async () => {
  const whole = recorded(17).files.get('stopped.pg_control')!;
  const damaged = whole.slice();
  damaged[100] ^= 0xff;
  const wrong = await open('/d/global/pg_control', ['/d/global/pg_control', damaged]);
  assert.deepEqual([wrong.state.crcOk, wrong.state.verdict.severity], [false, 'bad']);
  const [problem] = wrong.state.problems;
  const { row } = wrong.row('', problem.row)!;
  assert.deepEqual(
    [row.name, row.wrong, row.problem],
    ['crc', true, 'FATAL: incorrect checksum in control file'],
  );
  assert.match(wrong.text('text'), /^pg_controldata: warning: calculated CRC checksum does not match/);

  const cut = await open('/d/global/pg_control', ['/d/global/pg_control', whole.subarray(0, 100)]);
  const { rows } = cut.rows('', 0, 100);
  assert.deepEqual(
    [rows.at(-1)?.kind, rows.at(-1)?.offset, rows.at(-1)?.id],
    ['problem', 100, cut.state.problems[0].row],
  );
  assert.ok(rows.some(({ name }) => name === 'checkPointCopy.redo'));
  assert.equal(cut.state.crcOk, undefined);
});

test('a damaged or empty file of a known place is still told in the words of the server', async () => {
  const server = recorded(17);
  const [name, transaction] = filesBelow(server, 'pg_twophase/')[0];
  const magicless = transaction.slice();
  magicless[0] ^= 1;
  const message = async (path: string, bytes: Uint8Array) =>
    (await open(path, [path, bytes], ['/d/PG_VERSION', '17\n'])).state.problems[0].message;
  const twoPhase = `/d/pg_twophase/${name}`;
  assert.equal(
    await message(twoPhase, magicless),
    `invalid magic number stored in file "pg_twophase/${name}"`,
  );
  assert.equal(
    await message(twoPhase, new Uint8Array()),
    `incorrect size of file "pg_twophase/${name}": 0 bytes`,
  );
  assert.equal(
    await message('/d/pg_replslot/a/state', new Uint8Array()),
    'could not read file "pg_replslot/a/state": read 0 of 16',
  );
});

test('a file that an archiving tool compressed is decoded like a plain one', async () => {
  const control = recorded(17).files.get('stopped.pg_control')!;
  const { state } = await open('/d/pg_control.gz', ['/d/pg_control.gz', new Uint8Array(gzipSync(control))]);
  assert.deepEqual([state.size, state.crcOk, state.major], [control.length, true, 17]);
});

test('what has no decoded view is refused with a reason', async () => {
  await assert.rejects(open('/d/notes.bin', ['/d/notes.bin', 'hello']), /none of the files/);
  await assert.rejects(open('/d/backup_label', ['/d/backup_label', 'LABEL: x\n']), /text file/);
  await assert.rejects(open('/d/pg_control'), /No such file/);
});

test('a summary with very many forks is given in windows', async () => {
  const forks = 20_000;
  const bytes = new Uint8Array(4 + (forks + 1) * 24 + 4);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, 0x652b137b, true);
  for (let i = 0; i < forks; i++) {
    view.setUint32(4 + i * 24, 1663, true);
    view.setUint32(12 + i * 24, 20_000 + i, true);
  }
  const session = await open('/d/x', ['/d/x', bytes]);
  const { total, rows } = session.rows('', 10_000, 1000);
  assert.equal(rows.length, 500);
  assert.ok(total > forks);
  assert.equal(session.rows('39999', 0, 10).fields, 1);
  const { stretches } = session.bytes(bytes.length - 5000, 4096);
  assert.ok(stretches.length > 100 && stretches.length < 200);
});
