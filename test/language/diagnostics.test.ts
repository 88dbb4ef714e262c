import assert from 'node:assert/strict';
import { test } from 'node:test';
import { textOf } from './client.ts';
import { type SceneOptions, scene } from './workspace.ts';

async function diagnose(text: string, options: SceneOptions = { major: 16 }) {
  const { features, document } = scene(text, options);
  return (await features.diagnostics(document)).map(diagnostic => ({
    at: document.getText(diagnostic.range),
    line: diagnostic.range.start.line + 1,
    code: diagnostic.code,
    severity: diagnostic.severity,
    text: textOf(diagnostic),
    source: diagnostic.source,
    link: diagnostic.codeDescription?.href,
    related: diagnostic.relatedInformation?.map(({ location }) => location.uri),
  }));
}

test('the sentence is the one of the server, its place is the place of the squiggle', async () => {
  const [syntax] = await diagnose('fsync = on\nlog_directory = /var/log\n');
  assert.deepEqual([syntax.at, syntax.line, syntax.text], ['/', 2, 'syntax error, near token "/"']);
  const [unknown] = await diagnose('wal_keep_segments = 8\n');
  assert.equal(unknown.at, 'wal_keep_segments');
  assert.equal(
    unknown.text,
    'unrecognized configuration parameter "wal_keep_segments"\nIt is gone since 13. Write wal_keep_size instead.',
  );
  assert.equal(unknown.source, 'PostgreSQL 16');
  const [value] = await diagnose('wal_level = x\n');
  assert.equal(value.at, 'x');
  assert.equal(
    value.text,
    'invalid value for parameter "wal_level": "x"\nAvailable values: minimal, replica, logical.',
  );
  assert.equal(value.link, 'https://www.postgresql.org/docs/16/runtime-config-wal.html#GUC-WAL-LEVEL');
});

test('what comes after other errors is a warning that says so', async () => {
  const [syntax, name] = await diagnose('a b c\nno_such = 1\n');
  assert.equal(syntax.severity, 1);
  assert.equal(name.severity, 2);
  assert.match(name.text, /The server says so once the syntax errors are gone\.$/);
});

test('carriage returns, byte order marks and odd characters keep places right', async () => {
  const found = await diagnose("# é\u{1f600}\r\nwork_mem = 4mb\r\nlc_messages = 'é\u{1f600}' x\r\n");
  assert.deepEqual(
    found.map(({ at, line }) => [at, line]).filter(([at]) => at !== ''),
    [
      ['x', 3],
      ['4mb', 2],
    ],
  );
  const [mark] = await diagnose('\ufefffsync = on\n');
  assert.equal(mark.at, '\ufefffsync');
});

test('what stops a start although every line is fine', async () => {
  const [start] = await diagnose('wal_level = minimal\nmax_wal_senders = 0\narchive_mode = on\n');
  assert.equal(start.text, 'WAL archival cannot be enabled when wal_level is "minimal"');
  assert.equal(start.severity, 1);
});

test('advice has the place of what it is about, and can be switched off', async () => {
  const text = "archive_mode = on\narchive_command = '/bin/true'\n";
  const advice = (await diagnose(text)).filter(({ line, severity }) => line === 2 && severity !== 4);
  assert.ok(advice.length > 0);
  const loudness = Object.fromEntries(advice.map(({ code }) => [String(code), 'off' as const]));
  const rest = (await diagnose(text, { major: 16, settings: { loudness } })).filter(({ line }) => line === 2);
  assert.deepEqual(rest, []);
});

test('an included file shows its own problems, the main file shows those of its own lines', async () => {
  const files = {
    '/data/postgresql.conf': "include 'a.conf'\nfsync = maybe\n",
    '/data/a.conf': 'work_mem = x\n',
  };
  const inner = await diagnose(files['/data/a.conf'], { path: '/data/a.conf', files });
  assert.deepEqual(
    inner.map(({ at }) => at),
    ['x'],
  );
  const outer = await diagnose(files['/data/postgresql.conf'], { files });
  assert.ok(outer.some(({ at }) => at === 'maybe'));
});

test('an error in an included file is told at the line that includes it', async () => {
  const files = { '/data/conf.d/a.conf': '\nwork_mem = x\n' };
  const [found] = await diagnose("include_dir 'conf.d'\n", { files });
  assert.equal(found.at, "'conf.d'");
  assert.match(found.text, /^a\.conf, line 2: invalid value for parameter "work_mem": "x"/);
  assert.deepEqual(found.related, ['file:///data/conf.d/a.conf']);
});

test('an unsaved document is judged by itself: its includes are not looked for', async () => {
  const found = await diagnose("include 'nowhere.conf'\nfsync = maybe\n", { path: 'untitled:Untitled-1' });
  assert.deepEqual(
    found.map(({ at }) => at),
    ['maybe'],
  );
});

test('recovery.conf is judged by majors that read it, and refused by the others', async () => {
  const old = await diagnose("recovery_target = 'now'\nrestore_command = 'cp /a/%f %p'\n", {
    path: '/data/recovery.conf',
    files: { '/data/PG_VERSION': '11\n' },
  });
  assert.ok(
    old.some(({ text }) => text.startsWith('invalid value for recovery parameter "recovery_target": "now"')),
  );
  const [refused] = await diagnose("restore_command = 'x'\n", {
    path: '/data/recovery.conf',
    files: { '/data/PG_VERSION': '12\n' },
  });
  assert.equal(refused.text, 'using recovery command file "recovery.conf" is not supported');
});
