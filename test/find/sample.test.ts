import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { brotliDecompressSync } from 'node:zlib';
import { inProject } from '../../scripts/lib/project.mjs';
import { MemoryFiles } from '../../server/bytes/memoryFiles.ts';
import { find } from '../../server/cli/find.ts';
import { run } from '../cli/run.ts';

const packed = inProject('test/sample/files');
let files: MemoryFiles;

before(() => {
  const entries = readdirSync(packed, { recursive: true, withFileTypes: true }).filter(entry =>
    entry.isFile(),
  );
  files = new MemoryFiles(
    entries.map(entry => {
      const path = join(entry.parentPath, entry.name);
      const name = path.slice(packed.length).replaceAll('\\', '/').replace(/\.br$/, '');
      return [`/sample${name}`, brotliDecompressSync(readFileSync(path))];
    }),
  );
});

async function found(...args: string[]) {
  const { stdout, status } = await run(find, ['--format', 'json', ...args, '/sample'], files);
  return { ...JSON.parse(stdout.toString()), status };
}

test('the accident of the sample is found by the name of the table, with the commit that did it', async () => {
  const { events, status } = await found('--drop', 'orders');
  assert.equal(status, 0);
  assert.equal(events.length, 1);
  const [{ kind, tli, relations, target, backup }] = events;
  assert.deepEqual([kind, tli, backup], ['drop', 4, 'nightly 3']);
  assert.deepEqual([relations[0].name, relations[0].schema, relations[0].kind], ['orders', 'public', 'r']);
  assert.deepEqual(Object.keys(target.settings), [
    'recovery_target_xid',
    'recovery_target_inclusive',
    'recovery_target_timeline',
  ]);
  assert.equal(target.settings.recovery_target_timeline, '4');
});

test('restore points are targets by name, on the timeline that they are on', async () => {
  const { events } = await found('--restore-point', 'pre_v2');
  assert.deepEqual(
    events.map((event: { target: unknown }) => event.target),
    [
      {
        by: 'name',
        settings: { recovery_target_name: 'pre_v2', recovery_target_timeline: '2' },
        leavesOut: 0,
        stopsAt: events[0].lsn,
      },
    ],
  );
});

test('what is not there ends with status 1', async () => {
  const { events, status } = await found('--drop', 'invoices');
  assert.deepEqual([events, status], [[], 1]);
});
