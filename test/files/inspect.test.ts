import assert from 'node:assert/strict';
import test from 'node:test';
import { MemoryFiles } from '../../server/bytes/memoryFiles.ts';
import { inspect } from '../../server/cli/inspect.ts';
import { toJson } from '../../server/inspect/json.ts';
import { recognizedKinds } from './kinds.ts';
import { filesBelow, recorded, recordedMajors } from './truth.ts';

async function run(files: Iterable<readonly [string, Uint8Array | string]>, ...args: string[]) {
  let stdout = '';
  let stderr = '';
  const status = await inspect(args, {
    stdout: chunk => {
      stdout += chunk;
    },
    stderr: text => {
      stderr += text;
    },
    files: new MemoryFiles(files),
    cwd: '/d',
    env: { TZ: 'UTC' },
  });
  return { status, stdout, stderr };
}

for (const major of recordedMajors) {
  const server = recorded(major);

  test(`${major}: pg_control as JSON holds the columns of the server's functions, digit for digit`, async () => {
    const control = server.files.get('running.pg_control')!;
    const { status, stdout, stderr } = await run([['/d/global/pg_control', control]], 'global/pg_control');
    assert.deepEqual([status, stderr], [0, '']);
    const report = JSON.parse(stdout);
    assert.deepEqual([report.kind, report.major, report.state], ['pg_control', major, 'in production']);
    for (const [part, text] of Object.entries<string>(server.truth['running.pg_control'].functions))
      for (const [key, value] of Object.entries(JSON.parse(text)))
        assert.deepEqual(report[key], value, `${part}.${key}`);
    const [, identifier] = /"system_identifier":(\d+)/.exec(
      server.truth['running.pg_control'].functions.system,
    )!;
    assert.match(stdout, new RegExp(`"system_identifier": ${identifier},`));
  });

  test(`${major}: every recorded file is recognised by its name, and the binary ones without it`, async () => {
    for (const [kind, name, bytes] of recognizedKinds(server)) {
      const named = await run([[`/d/${name}`, bytes]], '--pg', String(major), name);
      const report = JSON.parse(named.stdout);
      assert.equal(report.kind, kind, name);
      assert.equal(named.status, report.problems.length ? 1 : 0, name);
      if (!/pg_control|state|map|summary|snapshot|label|manifest|history|two_phase/.test(kind)) continue;
      const unnamed = await run([['/d/blob', bytes]], 'blob');
      const guessed = unnamed.stdout ? JSON.parse(unnamed.stdout).kind : undefined;
      assert.equal(guessed, kind === 'tablespace_map' ? undefined : kind, `${name} as blob`);
    }
  });
}

test('postmaster.pid of a running server has no problem, and all eight lines', async () => {
  for (const major of recordedMajors) {
    const bytes = recorded(major).files.get('postmaster.pid')!;
    const report = JSON.parse((await run([['/d/postmaster.pid', bytes]], 'postmaster.pid')).stdout);
    assert.deepEqual(report.problems, []);
    assert.equal(report.pid, Number.parseInt(new TextDecoder().decode(bytes), 10));
    assert.deepEqual([report.port, report.socket_directory, report.listen_address], [5987, '/tmp', '']);
    assert.equal(report.status, 'ready');
  }
});

test('as text, pg_control prints what pg_controldata prints, also for a data directory', async () => {
  for (const major of [13, 15, 17, 18, 19] as const) {
    const server = recorded(major);
    const files = [['/d/data/global/pg_control', server.files.get('killed.pg_control')!]] as const;
    const { status, stdout } = await run(files, '--format', 'text', 'data');
    assert.equal(status, 0);
    assert.equal(stdout, server.truth['killed.pg_control'].stdout);
  }
});

test('a logical snapshot as JSON equals pg_get_logical_snapshot_info()', async () => {
  for (const major of [18, 19] as const) {
    const server = recorded(major);
    const snapshots = filesBelow(server, 'snapshots/');
    assert.ok(snapshots.length > 0);
    for (const [name, bytes] of snapshots) {
      const { status, stdout } = await run([[`/d/${name}`, bytes]], '--pg', String(major), name);
      assert.equal(status, 0);
      const report = JSON.parse(stdout);
      for (const [key, value] of Object.entries(server.truth[`snapshots/${name}`]))
        assert.deepEqual(report[key], value ?? [], `${major} ${name} ${key}`);
    }
  }
});

test('as text, a summary prints what pg_walsummary prints', async () => {
  const server = recorded(18);
  for (const [name, bytes] of filesBelow(server, 'summaries/')) {
    const { stdout } = await run([[`/d/${name}`, bytes]], '--format=text', name);
    assert.equal(stdout, server.truth[`summaries/${name}`].text);
  }
});

test('a copy named after its origin is known by the end of its name', async () => {
  const history = '1\t0/9000138\tno recovery target specified\n';
  const { stdout } = await run(
    [['/d/old-primary.00000002.history', history]],
    'old-primary.00000002.history',
  );
  const { kind, timeline, parent_timeline, switch_lsn } = JSON.parse(stdout);
  assert.deepEqual([kind, timeline, parent_timeline, switch_lsn], ['timeline_history', 2, 1, '0/9000138']);
});

test('a damaged pg_control: exit status 1, the problem in the JSON, the tool’s warning on stderr', async () => {
  const bytes = recorded(17).files.get('stopped.pg_control')!.slice();
  bytes[100] ^= 0xff;
  const files = [['/d/pg_control', bytes]] as const;
  const json = await run(files, 'pg_control');
  assert.equal(json.status, 1);
  assert.equal(JSON.parse(json.stdout).problems[0].message, 'incorrect checksum in control file');
  const text = await run(files, '--format', 'text', 'pg_control');
  assert.match(
    text.stderr,
    /^walscope: warning: calculated CRC checksum does not match value stored in control file\n/,
  );
});

test('what stands beside pg_control changes what the next start does', async () => {
  const control = recorded(17).files.get('stopped.pg_control')!;
  const next = async (...names: string[]) => {
    const files = [
      ['/d/global/pg_control', control] as const,
      ...names.map(name => [`/d/${name}`, ''] as const),
    ];
    return JSON.parse((await run(files, 'global/pg_control')).stdout).next_start as string;
  };
  assert.match(await next(), /needs no recovery/);
  assert.match(await next('backup_label'), /backup_label counts/);
  assert.match(await next('standby.signal'), /^As a standby/);
  assert.match(await next('recovery.conf'), /^It is refused/);
});

test('the major of a label comes from PG_VERSION in a folder above', async () => {
  const label = new TextDecoder()
    .decode(recorded(17).files.get('full/backup_label'))
    .replace('START TIMELINE: 1', 'START TIMELINE: 2');
  const status = async (version: string) =>
    (
      await run(
        [
          ['/d/backup_label', label],
          ['/d/PG_VERSION', version],
        ],
        'backup_label',
      )
    ).status;
  assert.equal(await status('10\n'), 0);
  assert.equal(await status('16\n'), 1);
});

test('what cannot be done is said on stderr with status 2', async () => {
  const cases: readonly (readonly [string[], RegExp])[] = [
    [['missing'], /could not open file "\/d\/missing": No such file or directory/],
    [['some.txt'], /none of the files that inspect knows/],
    [[], /name one file/],
    [['--format', 'xml', 'some.txt'], /unknown format "xml"/],
    [['--pg', '9', 'some.txt'], /unknown major "9"/],
    [['--colour'], /colour/],
  ];
  for (const [args, expected] of cases) {
    const { status, stdout, stderr } = await run([['/d/some.txt', 'hello']], ...args);
    assert.deepEqual([status, stdout], [2, '']);
    assert.match(stderr, expected);
  }
});

test('JSON keeps all digits of a bigint', () => {
  assert.equal(
    toJson({ a: [18446744073709551615n, 'x'], b: -1n }),
    '{"a":[18446744073709551615,"x"],"b":-1}',
  );
});
