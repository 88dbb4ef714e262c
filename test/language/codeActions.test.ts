import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type CodeAction, CodeActionKind, type Diagnostic } from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { type Scene, type SceneOptions, scene } from './workspace.ts';

/** The diagnostics and the actions for a whole text. */
async function actions(text: string, options: SceneOptions = { major: 16 }, only?: string[]) {
  const made = scene(text, options);
  const diagnostics = await made.features.diagnostics(made.document);
  const range = { start: made.position, end: made.position };
  const offered = await made.features.codeActions!(made.document, range, { diagnostics, only });
  return { ...made, diagnostics, offered };
}

function apply({ document }: Scene, action: CodeAction): string {
  const edits = action.edit?.changes?.[document.uri];
  assert.ok(edits, `${action.title} changes nothing here`);
  return TextDocument.applyEdits(document, edits);
}

/** The text after the preferred fix. */
async function fixed(text: string, options?: SceneOptions): Promise<string> {
  const made = await actions(text, options, [CodeActionKind.QuickFix]);
  const preferred = made.offered.find(({ isPreferred }) => isPreferred);
  assert.ok(preferred, `nothing is preferred of: ${made.offered.map(({ title }) => title).join('; ')}`);
  return apply(made, preferred);
}

const titles = (offered: CodeAction[]) => offered.map(({ title }) => title);

test('a name that another took the place of is replaced, its value converted', async () => {
  assert.equal(await fixed('wal_keep_segments = 64', { major: 13 }), 'wal_keep_size = 1024MB');
  assert.equal(await fixed("wal_keep_size = '1GB' # keep", { major: 12 }), 'wal_keep_segments = 64 # keep');
  assert.equal(await fixed('force_parallel_mode = on'), 'debug_parallel_query = on');
  assert.equal(await fixed('checkpoint_segments = 32'), 'max_wal_size = 1536MB');
});

test('a refused text becomes one that the server takes, and nothing else is offered', async () => {
  assert.equal(await fixed("log_destination = 'csvlog, '"), 'log_destination = csvlog');
  assert.equal(await fixed("log_destination = 'stder, csvlog'"), "log_destination = 'stderr, csvlog'");
  assert.equal(
    await fixed("synchronous_standby_names = 'FIRST 1 (node-1, b)'"),
    `synchronous_standby_names = 'FIRST 1 ("node-1", b)'`,
  );
  assert.equal(await fixed("recovery_target = 'IMMEDIATE'"), 'recovery_target = immediate');
  assert.equal(
    await fixed("recovery_target_time = '2024-01-02 03:04:05Z'"),
    "recovery_target_time = '2024-01-02 03:04:05+00'",
  );
  assert.equal(await fixed("primary_slot_name = 'Node-1'"), 'primary_slot_name = node_1');
  assert.equal(await fixed("timezone = 'Europe/Pariss'"), 'timezone = Europe/Paris');
  const hopeless = await actions("recovery_target_lsn = 'yesterday'");
  assert.deepEqual(titles(hopeless.offered), ['Comment out this line', 'Ignore invalid-value on this line']);
});

test('a mistyped name is put right', async () => {
  assert.equal(await fixed('shared_bufers = 1GB'), 'shared_buffers = 1GB');
  assert.equal(await fixed('archvie_command = x'), 'archive_command = x');
});

test('a removed name can be made a comment', async () => {
  const made = await actions('stats_temp_directory = x');
  const action = made.offered.find(
    ({ title }) => title === 'Comment out stats_temp_directory, which PostgreSQL 16 lacks',
  );
  assert.equal(apply(made, action!), '#stats_temp_directory = x');
});

test('a refused value becomes one that the server takes', async () => {
  assert.equal(await fixed('fsync = enabled'), 'fsync = on');
  assert.equal(await fixed('shared_buffers = 128mb'), 'shared_buffers = 128MB');
  assert.equal(await fixed('checkpoint_timeout = 5m'), 'checkpoint_timeout = 5min');
  assert.equal(await fixed("checkpoint_timeout = '30 minutes'"), 'checkpoint_timeout = 30min');
  assert.ok(titles((await actions('checkpoint_timeout = 1s')).offered).includes('Change to 30s'));
  assert.ok(titles((await actions('wal_level = replic')).offered).includes('Change to replica'));
});

test('a line in another notation becomes one of ours', async () => {
  assert.equal(await fixed('listen_addresses = *'), "listen_addresses = '*'");
  assert.equal(await fixed('log_directory = /var/log # logs'), "log_directory = '/var/log' # logs");
  assert.equal(await fixed('work_mem = "4MB"'), 'work_mem = 4MB');
  assert.equal(await fixed('archive_command = cp %p /a/%f'), "archive_command = 'cp %p /a/%f'");
  assert.equal(await fixed("restore_command = 'cp '/a/%f' %p'"), "restore_command = 'cp ''/a/%f'' %p'");
  assert.equal(await fixed("log_directory = 'x"), "log_directory = 'x'");
  assert.equal(await fixed('include a.conf'), "include 'a.conf'");
  assert.equal(await fixed('work_mem: 4MB\r\n'), 'work_mem = 4MB\r\n');
  assert.equal(await fixed('SET work_mem TO 4MB;'), 'work_mem = 4MB');
  assert.equal(await fixed("ALTER SYSTEM SET work_mem = '4MB';"), 'work_mem = 4MB');
  assert.equal(await fixed('--work-mem=4MB'), 'work_mem = 4MB');
  assert.equal(await fixed('// a note'), '# a note');
  assert.equal(await fixed('shared_buffers = 1.5GB'), "shared_buffers = '1.5GB'");
});

test('an overridden line is faded, and can be made a comment, alone or with all others', async () => {
  const made = await actions('work_mem = 1MB\nfsync = on\nwork_mem = 2MB\nfsync = off\n');
  const faded = made.diagnostics.filter(({ code }) => code === 'overridden-setting');
  assert.deepEqual(
    faded.map(({ range, tags, severity }: Diagnostic) => [range.start.line, tags, severity]),
    [
      [0, [1], 4],
      [1, [1], 4],
    ],
  );
  const all = made.offered.find(({ title }) => title === 'Comment out all 2 lines without effect');
  assert.equal(apply(made, all!), '#work_mem = 1MB\n#fsync = on\nwork_mem = 2MB\nfsync = off\n');
});

test('a code can be ignored on a line, and then is', async () => {
  const made = await actions('stats_temp_directory = x\r\n');
  const ignore = made.offered.find(({ title }) => title === 'Ignore unknown-setting on this line');
  const text = apply(made, ignore!);
  assert.equal(text, 'stats_temp_directory = x # walscope: ignore unknown-setting\r\n');
  assert.deepEqual((await actions(text)).diagnostics, []);
  assert.deepEqual((await actions('# walscope: ignore unknown-setting\nno_such = 1\n')).diagnostics, []);
});

test('everything with one obvious fix is fixed at once', async () => {
  const made = await actions(
    'fsync = enabled\nlisten_addresses = *\nwal_keep_segments = 1\n',
    { major: 16 },
    ['source.fixAll'],
  );
  assert.deepEqual(titles(made.offered), ['Fix what has one obvious fix']);
  assert.equal(apply(made, made.offered[0]), "fsync = on\nlisten_addresses = '*'\nwal_keep_size = 16MB\n");
});

test('a plain copy is wrapped so that it never overwrites or leaves half a file', async () => {
  for (const command of [
    'cp %p /mnt/a/%f',
    'test ! -f /mnt/a/%f && cp %p /mnt/a/%f',
    '/bin/cp -i "%p" "/mnt/a/%f"',
  ]) {
    const made = await actions(`archive_command = '${command}'|`, { major: 16 }, [
      CodeActionKind.RefactorRewrite,
    ]);
    assert.equal(
      apply(made, made.offered[0]),
      'archive_command = \'test ! -f /mnt/a/%f && cp "%p" /mnt/a/%f.tmp && sync /mnt/a/%f.tmp && mv /mnt/a/%f.tmp /mnt/a/%f\'',
    );
  }
});

test('recovery.conf moves to postgresql.conf and a signal file', async () => {
  const { offered } = await actions(
    "standby_mode = on\nprimary_conninfo = 'host=a'\ntrigger_file = '/t'\n|",
    {
      path: '/data/recovery.conf',
      files: { '/data/postgresql.conf': 'fsync = on', '/data/PG_VERSION': '12\n' },
    },
    [CodeActionKind.RefactorRewrite],
  );
  assert.deepEqual(titles(offered), ['Move to postgresql.conf and standby.signal (12 and later)']);
  assert.deepEqual(offered[0].edit?.documentChanges, [
    {
      textDocument: { uri: 'file:///data/postgresql.conf', version: null },
      edits: [
        {
          range: { start: { line: 0, character: 10 }, end: { line: 0, character: 10 } },
          newText: "\nprimary_conninfo = 'host=a'\npromote_trigger_file = '/t'\n",
        },
      ],
    },
    { kind: 'create', uri: 'file:///data/standby.signal', options: { ignoreIfExists: true } },
    { kind: 'rename', oldUri: 'file:///data/recovery.conf', newUri: 'file:///data/recovery.conf.old' },
  ]);
});

test('the signal file that makes a recovery setting count is offered where there is none', async () => {
  const files = { '/data/PG_VERSION': '16\n' };
  const only = [CodeActionKind.RefactorRewrite];
  const { offered } = await actions("recovery_target_time = '2026-01-01 00:00:00+00'|", { files }, only);
  assert.deepEqual(titles(offered), ['Create recovery.signal in /data']);
  assert.deepEqual(offered[0].edit?.documentChanges, [
    { kind: 'create', uri: 'file:///data/recovery.signal', options: { ignoreIfExists: true } },
  ]);
  const there = { ...files, '/data/standby.signal': '' };
  assert.deepEqual((await actions("restore_command = 'x'|", { files: there }, only)).offered, []);
  assert.deepEqual((await actions("restore_command = 'x'|", { major: 16 }, only)).offered, []);
});
