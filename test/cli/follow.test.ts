import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { it } from 'node:test';
import { dump } from '../../server/cli/dump/dump.ts';
import { bytesOf, richest } from '../wal/fixtures.ts';
import { walFiles } from './run.ts';

const [one] = richest.slice(-1);
const name = one.readAs ?? one.file;
const whole = bytesOf(one);

/** The segment as it was when only its first pages had been written. */
const half = whole.slice().fill(0, 40 * 8192);

it('walscope dump --follow prints what is written while it waits, until Ctrl+C', async () => {
  const files = walFiles([[name, half]]);
  const stop = new AbortController();
  const pieces: Buffer[] = [];
  let stderr = '';
  const expected = one.files.out.bytes;
  const status = await dump(['--follow', name], {
    stdout(piece) {
      pieces.push(Buffer.from(piece as string));
      // what was there is printed: the server goes on writing
      files.set(`/wal/${name}`, whole);
      if (pieces.reduce((sum, { length }) => sum + length, 0) >= expected) stop.abort();
    },
    stderr: text => {
      stderr += text;
    },
    files,
    cwd: '/wal',
    env: {},
    signal: stop.signal,
  });
  assert.equal(createHash('sha256').update(Buffer.concat(pieces)).digest('hex'), one.files.out.sha256);
  assert.deepEqual({ stderr, status }, { stderr: '', status: 0 });
});

it('walscope dump --follow gives up at once where there is no record, as pg_waldump does', async () => {
  const files = walFiles([[name, whole.slice().fill(0, 8192)]]);
  let stderr = '';
  const status = await dump(['--follow', '-s', lsnInSegment(8192 * 20), '-p', '.'], {
    stdout() {},
    stderr: text => {
      stderr += text;
    },
    files,
    cwd: '/wal',
    env: {},
  });
  assert.match(stderr, /error: could not find a valid record after /);
  assert.equal(status, 1);
});

function lsnInSegment(offset: number): string {
  const position = BigInt(`0x${name.slice(16, 24)}`) * BigInt(whole.length) + BigInt(offset);
  return `${Number.parseInt(name.slice(8, 16), 16).toString(16)}/${position.toString(16)}`;
}
