import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MemoryFiles } from '../../server/bytes/memoryFiles.ts';
import type { Verb } from '../../server/cli/io.ts';
import { lint } from '../../server/cli/lint.ts';
import { settings } from '../../server/cli/settings.ts';

const files = new MemoryFiles([
  ['/db/PG_VERSION', '16\n'],
  ['/db/pg_hba.conf', ''],
  ['/db/postgresql.conf', "wal_level = minimal\ninclude 'more.conf'\nmax_wal_senders = 0\nwork_mem = 1MB\n"],
  ['/db/more.conf', 'work_mem = 4Mb\nbad = 1'],
  ['/db/postgresql.auto.conf', "archive_mode = 'on'\n"],
  ['/ok/postgresql.conf', '# postgresql: 13\nwal_keep_size = 1GB\n'],
  ['/cut/postgresql.conf', 'work_mem = 4MB\nwal_le'],
]);

async function run(verb: Verb, ...args: string[]) {
  let out = '';
  let err = '';
  const status = await verb(args, {
    stdout: chunk => {
      out += chunk;
    },
    stderr: text => {
      err += text;
    },
    files,
    cwd: '/db',
    env: {},
  });
  return { status, out, err };
}

test('lint prints what the server says as JSON, with files as they were given', async () => {
  const { status, out } = await run(lint, '--format', 'json', 'postgresql.conf');
  assert.equal(status, 1);
  const all: Record<string, unknown>[] = JSON.parse(out);
  assert.ok(all.some(({ kind, after }) => kind === 'advice' && !after));
  const ofServer = all.filter(({ kind, after }) => kind === 'rejected' || after);
  const findings = ofServer.map(found => [
    found.file,
    found.line,
    found.column,
    found.severity,
    found.kind,
    found.setting,
    found.message,
    found.after,
  ]);
  assert.deepEqual(findings, [
    ['more.conf', 2, 1, 'error', 'rejected', 'bad', 'unrecognized configuration parameter', undefined],
    [
      'postgresql.auto.conf',
      1,
      16,
      'warning',
      'advice',
      'archive_mode',
      'WAL archival cannot be enabled when wal_level is "minimal"',
      'values',
    ],
  ]);
});

test('a file that another one includes is linted as part of it', async () => {
  const { status, out } = await run(lint, 'more.conf');
  assert.equal(status, 1);
  assert.equal(
    out,
    'more.conf:2:1: error: unrecognized configuration parameter "bad" in file "more.conf" line 2 [unknown-setting]\n' +
      'more.conf:1:1: hint: Without effect: postgresql.conf, line 4 sets work_mem again. [overridden-setting]\n',
  );
});

test('the major comes from --pg, else from PG_VERSION, else from a comment, else it is said to be assumed', async () => {
  assert.equal((await run(lint, '/ok/postgresql.conf')).status, 0);
  assert.equal((await run(lint, '--pg', '12', '/ok/postgresql.conf')).status, 1);
  assert.match((await run(lint, '/cut/postgresql.conf')).err, /read as 18/);
});

test('an early end without a newline is on the line that the server names', async () => {
  const [found] = JSON.parse((await run(lint, '--format', 'json', '/cut/postgresql.conf')).out);
  assert.deepEqual([found.line, found.endLine, found.endColumn], [1, 2, 7]);
});

test('the formats for GitHub and SARIF place the same errors', async () => {
  const github = await run(lint, '--format', 'github', 'postgresql.conf');
  assert.match(
    github.out,
    /^::error file=more\.conf,line=2,endLine=2,col=1,endColumn=4,title=unknown-setting::/,
  );
  const { runs } = JSON.parse((await run(lint, '--format', 'sarif', 'postgresql.conf')).out);
  assert.equal(runs[0].results[0].locations[0].physicalLocation.region.startLine, 2);
});

test('what can not be done is said on stderr with status 2', async () => {
  assert.deepEqual(await run(lint, 'absent.conf'), {
    status: 2,
    out: '',
    err: 'walscope: could not open file "/db/absent.conf": No such file or directory\n',
  });
  assert.equal((await run(lint, '--pg', '9.6', 'postgresql.conf')).status, 2);
  assert.equal((await run(lint)).status, 2);
  assert.equal((await run(settings, '--nope', 'postgresql.conf')).status, 2);
});

test('settings tells values, places and what they override', async () => {
  const { status, out } = await run(settings, '--format', 'json', 'postgresql.conf');
  assert.equal(status, 0);
  const found = JSON.parse(out);
  assert.deepEqual(
    found.map(({ name, file, line }: Record<string, unknown>) => `${name} ${file}:${line}`),
    [
      'wal_level postgresql.conf:1',
      'work_mem postgresql.conf:4',
      'bad more.conf:2',
      'max_wal_senders postgresql.conf:3',
      'archive_mode postgresql.auto.conf:1',
    ],
  );
  assert.deepEqual(found[1].overridden, [{ file: 'more.conf', line: 1, value: '4Mb' }]);
  assert.deepEqual([found[1].value, found[1].effective, found[1].unit], ['1MB', 1024, 'kB']);
});
