import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MemoryFiles } from '../../server/bytes/memoryFiles.ts';
import { records } from '../../server/cli/records.ts';
import { bytesOf, recorded, richest, truthFolder } from '../wal/fixtures.ts';
import { linesOf, type RecordedCase } from '../wal/recorded.ts';
import { readLine } from './sessions.ts';

async function run(cases: readonly RecordedCase[], ...options: string[]) {
  const files = new MemoryFiles(cases.map(one => [`/wal/${one.readAs ?? one.file}`, bytesOf(one)]));
  let out = '';
  let errors = '';
  const status = await records([...options, ...cases.map(one => one.readAs ?? one.file)], {
    files,
    cwd: '/wal',
    env: {},
    stdout: text => {
      out += text;
    },
    stderr: text => {
      errors += text;
    },
  });
  const found = out
    .split('\n')
    .filter(line => line !== '')
    .map(line => JSON.parse(line));
  return { status, errors, found };
}

for (const one of richest)
  test(`${one.major}: walscope records prints each record of pg_waldump as a line of JSON`, async () => {
    const { status, errors, found } = await run([one]);
    assert.equal(status, one.exit);
    assert.equal(errors, one.stderr.replace(/^pg_waldump:/gm, 'walscope:'));
    const lines = linesOf(truthFolder, one).map(readLine);
    assert.equal(found.length, lines.length);
    for (const [at, record] of found.entries()) {
      const line = lines[at];
      assert.deepEqual(
        [record.lsn, record.prev, record.rmgr, record.type, record.xid, record.length, record.fpiLength],
        [line.lsn, line.prev, line.rmgr, line.type, line.xid, line.length, line.imageLength],
      );
      assert.equal(record.blocks.length, line.blocks.length);
      assert.equal(typeof record.fields, 'object');
      const text = Buffer.from(line.text, 'latin1').toString();
      assert.ok(text.includes(`desc: ${record.type} ${record.description}`), text);
      if (at > 0) assert.ok(parse(found[at - 1].end) <= parse(record.lsn));
    }
  });

const parse = (lsn: string) => Number.parseInt(lsn.split('/')[1], 16);

test('neighbouring segments are read as one log: records that cross their border come too', async () => {
  for (const range of recorded.ranges) {
    const cases = range.segments.map(id => recorded.cases.find(one => one.id === id)!);
    const { found, status } = await run(cases);
    assert.equal(found.length, range.records, range.segments.join(' '));
    assert.equal(status, range.exit);
  }
});

test('a filter is applied, and one that is wrong is refused with the reason', async () => {
  const [one] = richest;
  const { found } = await run([one], '--filter', 'rmgr:Heap type:INSERT');
  assert.ok(found.length > 0 && found.every(({ rmgr, type }) => rmgr === 'Heap' && /^INSERT/.test(type)));
  const wrong = await run([one], '--filter', 'xid:abc');
  assert.equal(wrong.status, 2);
  assert.match(wrong.errors, /--filter, "xid:abc": abc is no number/);
});
