import assert from 'node:assert/strict';
import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import {
  binaryBytes,
  binaryClose,
  binaryOpen,
  binaryRow,
  binaryRows,
  binaryText,
} from '../../server/protocol/binaryFile.ts';
import type { RequestOf } from '../../server/protocol.ts';
import { recorded } from '../files/truth.ts';
import { startClient } from './client.ts';

test('a binary file is opened, shown in windows, copied and closed over standard input and output', async () => {
  const client = await startClient();
  const ask = <Params, Result>({ method }: RequestOf<Params, Result>, params: Params): Promise<Result> =>
    client.connection.sendRequest(method, params);
  const folder = await mkdtemp(join(tmpdir(), 'walscope-binary-'));
  await mkdir(join(folder, 'global'));
  const path = join(folder, 'global', 'pg_control');
  const bytes = recorded(18).files.get('stopped.pg_control')!;
  await writeFile(path, bytes);

  const { session, verdict, crcOk, major } = await ask(binaryOpen, { uri: pathToFileURL(path).href });
  assert.deepEqual([verdict, crcOk, major], [{ severity: 'good', text: 'shut down' }, true, 18]);
  const { rows } = await ask(binaryRows, { session, filter: 'redo', start: 0, count: 10 });
  const redo = rows.find(({ name }) => name === 'checkPointCopy.redo')!;
  const found = await ask(binaryRow, { session, filter: 'redo', id: redo.id });
  assert.deepEqual(rows[found!.place], found!.row);
  const window = await ask(binaryBytes, { session, offset: 16, length: 64 });
  assert.deepEqual(Buffer.from(window.bytes, 'base64'), Buffer.from(bytes.subarray(16, 80)));
  const { text } = await ask(binaryText, { session, format: 'json' });
  assert.equal(JSON.parse(text).state, 'shut down');
  assert.equal(await ask(binaryClose, { session }), null);
  await assert.rejects(ask(binaryText, { session, format: 'json' }), /not open any more/);
  await assert.rejects(
    ask(binaryOpen, { uri: pathToFileURL(join(folder, 'nothing')).href }),
    /could not open file/,
  );
  await client.stop();
});
