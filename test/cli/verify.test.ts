import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { brotliDecompressSync } from 'node:zlib';
import { decompress } from 'fzstd';
import { verify } from '../../server/cli/verify/verify.ts';
import { run, walFiles } from './run.ts';

const segmentSize = 1024 * 1024;

/** WAL of a server 18, whose pg_waldump sees 22 records in it: the second to last goes on through ten segments. */
const wal = decompress(readFileSync(new URL('../truth/cli/long-record-18.zst', import.meta.url)));
const firstSegment = 9;
const longRecord = '0/10000A0';

async function verified(bytes: Uint8Array) {
  const count = bytes.length / segmentSize;
  const nameOf = (i: number) =>
    `0000000100000000${(firstSegment + i).toString(16).toUpperCase().padStart(8, '0')}`;
  const files = Array.from(
    { length: count },
    (_, i) => [nameOf(i), bytes.subarray(i * segmentSize, (i + 1) * segmentSize)] as const,
  );
  const { stdout } = await run(verify, ['--format', 'json', '/wal'], walFiles(files), '/wal');
  const { segments } = JSON.parse(stdout.toString()) as {
    segments: { records: number; findings: { message: string }[] }[];
  };
  return {
    records: segments.reduce((sum, each) => sum + each.records, 0),
    messages: segments.flatMap(({ findings }) => findings.map(({ message }) => message)),
  };
}

describe('walscope verify reads records through as many segments as they have', () => {
  it('counts them', async () => {
    assert.deepEqual(await verified(wal), { records: 22, messages: [] });
  });

  for (const segment of [8, 12, 17])
    it(`finds a changed byte in segment ${segment} of such a record`, async () => {
      const changed = wal.slice();
      changed[segment * segmentSize + 100_000] ^= 1;
      const { messages } = await verified(changed);
      assert.equal(messages.length, 1);
      assert.ok(messages[0].endsWith(`incorrect resource manager data checksum in record at ${longRecord}`));
    });
});

describe('walscope verify reads .partial files', () => {
  const partial = '000000010000000000000012.partial';
  const bytes = brotliDecompressSync(
    readFileSync(new URL(`../sample/files/archive/${partial}.br`, import.meta.url)),
  );
  const verifiedPartial = async (content: Uint8Array) => {
    const { status, stdout } = await run(verify, [`/wal/${partial}`], walFiles([[partial, content]]), '/wal');
    return { status, text: stdout.toString() };
  };

  it('up to where they end, which is no fault', async () => {
    assert.deepEqual(await verifiedPartial(bytes), {
      status: 0,
      text: '1 segment, 741 records, 0 problems\n',
    });
  });

  it('and tells of one that holds no record', async () => {
    const { status, text } = await verifiedPartial(bytes.map((byte, at) => (at < 40 ? byte : 0)));
    assert.equal(status, 1);
    assert.match(text, /^error: .*\.partial: The WAL ends at 0\/1200028: invalid record length/);
  });
});
