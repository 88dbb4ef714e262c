import assert from 'node:assert/strict';
import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { chooseMajor, documentMajor, documentMajorChanged } from '../../server/protocol.ts';
import { framedMessages, startClient, textOf } from './client.ts';

const unsaved = 'untitled:Untitled-1';

test('a client without any abilities gets diagnostics pushed, and every byte on stdout is framed', async () => {
  const client = await startClient();
  const told = client.diagnostics(unsaved);
  client.open(unsaved, 'wal_level = minimum\nwork_mem = 4MB\n');
  const [diagnostic] = await told;
  assert.match(textOf(diagnostic), /^invalid value for parameter "wal_level": "minimum"/);
  assert.equal(diagnostic.severity, 1);
  assert.match(String(diagnostic.source), /^PostgreSQL \d+$/);
  assert.equal(client.initialized.capabilities.diagnosticProvider, undefined);
  const hover = await client.connection.sendRequest('textDocument/hover', {
    textDocument: { uri: unsaved },
    position: { line: 1, character: 3 },
  });
  assert.match(JSON.stringify(hover), /work_mem/);
  assert.equal(await client.stop(), 0);
  const messages = framedMessages(client.output());
  assert.ok(messages.length >= 3);
  assert.equal(client.errors(), '');
});

test('diagnostics are of the newest text, however fast one types', async () => {
  const client = await startClient();
  const first = client.diagnostics(unsaved);
  client.open(unsaved, 'fsync = maybe\n');
  for (let version = 2; version < 30; version++) client.change(unsaved, version, `fsync = maybe${version}\n`);
  client.change(unsaved, 30, 'fsync = on\n');
  let diagnostics = await first;
  while (diagnostics.some(({ severity }) => severity === 1)) diagnostics = await client.diagnostics(unsaved);
  assert.deepEqual(
    diagnostics.filter(({ severity }) => severity === 1),
    [],
  );
  await client.stop();
});

test('a client that pulls is not pushed to', async () => {
  const client = await startClient({
    textDocument: { diagnostic: {} },
    workspace: { diagnostics: { refreshSupport: true } },
  });
  client.open(unsaved, 'shared_buffers = 12x\n');
  const report: { items: { message: string }[] } = await client.connection.sendRequest(
    'textDocument/diagnostic',
    { textDocument: { uri: unsaved } },
  );
  assert.match(report.items[0].message, /^invalid value for parameter "shared_buffers": "12x"/);
  await client.stop();
  const pushed = framedMessages(client.output()).filter(message =>
    JSON.stringify(message).includes('publishDiagnostics'),
  );
  assert.deepEqual(pushed, []);
});

test('settings come by initialization options, and a code can be switched off', async () => {
  const client = await startClient(
    {},
    { postgresql: { major: 12 }, diagnostics: { severity: { 'unknown-setting': 'off' } } },
  );
  const told = client.diagnostics(unsaved);
  client.open(unsaved, 'wal_keep_size = 1GB\n');
  assert.deepEqual(await told, []);
  const major = await client.connection.sendRequest(documentMajor.method, { uri: unsaved });
  assert.deepEqual(major, { uri: unsaved, major: 12, source: 'setting' });
  await client.stop();
});

test('PG_VERSION beside the file tells the major, and a choice wins over it', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'walscope-major-'));
  await writeFile(join(folder, 'PG_VERSION'), '12\n');
  await mkdir(join(folder, 'conf.d'));
  await writeFile(join(folder, 'postgresql.conf'), "include_dir 'conf.d'\n");
  await writeFile(join(folder, 'conf.d', 'a.conf'), 'wal_keep_size = 1GB\n');
  const uri = `file://${folder}/conf.d/a.conf`;
  const client = await startClient();
  const changes: unknown[] = [];
  client.connection.onNotification(documentMajorChanged.method, (change: unknown) => {
    changes.push(change);
  });
  const told = client.diagnostics(uri);
  client.open(uri, 'wal_keep_size = 1GB\n');
  const [diagnostic] = await told;
  assert.match(textOf(diagnostic), /^unrecognized configuration parameter/);
  assert.equal(diagnostic.source, 'PostgreSQL 12');
  const again = client.diagnostics(uri);
  const chosen = await client.connection.sendRequest(chooseMajor.method, { uri, major: 17 });
  assert.deepEqual(chosen, { uri, major: 17, source: 'choice' });
  assert.deepEqual(
    (await again).filter(({ severity }) => severity === 1),
    [],
  );
  const back = await client.connection.sendRequest(chooseMajor.method, { uri, major: null });
  assert.deepEqual(back, { uri, major: 12, source: 'PG_VERSION' });
  assert.deepEqual(
    changes.map(change => (change as { major: number }).major),
    [12, 17, 12],
  );
  await client.stop();
});

test('nothing is shown before the settings are known that would take it back', async () => {
  const client = await startClient({ workspace: { configuration: true } });
  client.connection.onRequest('workspace/configuration', async () => {
    await new Promise(resolve => setTimeout(resolve, 200));
    return [{ diagnostics: { severity: { 'unknown-setting': 'off' } } }];
  });
  const told = client.diagnostics(unsaved);
  client.open(unsaved, 'no_such = 1\n');
  assert.deepEqual(await told, []);
  await client.stop();
});

test('a client that announces settings and never answers gets diagnostics all the same', async () => {
  const client = await startClient({ workspace: { configuration: true } });
  client.connection.onRequest('workspace/configuration', () => new Promise(() => {}));
  const told = client.diagnostics(unsaved);
  client.open(unsaved, 'no_such = 1\n');
  assert.equal((await told).length, 1);
  await client.stop();
});
