import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { after, describe, it } from 'node:test';
import type { Files } from '../../server/bytes/byteSource.ts';
import { MemoryFiles } from '../../server/bytes/memoryFiles.ts';
import { nodeDecompression } from '../../server/bytes/nodeDecompression.ts';
import { withTarMembers } from '../../server/bytes/tarMembers.ts';

const segment = '000000010000000000000002';
const folder = mkdtempSync(`${tmpdir()}/walscope-tar-`);
after(() => rmSync(folder, { recursive: true }));
mkdirSync(`${folder}/in/pg_wal`, { recursive: true });
writeFileSync(`${folder}/in/pg_wal/${segment}`, 'the segment');
writeFileSync(`${folder}/in/backup_label`, 'the label');
for (const [name, flag] of [
  ['base.tar', '-cf'],
  ['base.tar.gz', '-czf'],
])
  execFileSync('tar', [flag, `${folder}/${name}`, '-C', `${folder}/in`, '.']);
const plain = readFileSync(`${folder}/base.tar`);
const packed = readFileSync(`${folder}/base.tar.gz`);

/** The files, and how many of them are open. */
function counted(files: Files): { files: Files; open: () => number } {
  let open = 0;
  return {
    open: () => open,
    files: {
      ...files,
      list: path => files.list(path),
      stat: path => files.stat(path),
      async open(path) {
        const source = await files.open(path);
        open++;
        return { ...source, size: source.size, close: async () => void open-- };
      },
    },
  };
}

async function textOf(files: Files, path: string): Promise<string> {
  const source = await files.open(path);
  const text = new TextDecoder().decode(await source.read(0, source.size));
  await source.close();
  return text;
}

describe('files in tar archives', () => {
  for (const [name, bytes] of [
    ['/backup/base.tar', plain],
    ['/backup/base.tar.gz', packed],
  ] as const)
    it(`are opened by their path: ${name}`, async () => {
      const files = withTarMembers(new MemoryFiles([[name, bytes]]), nodeDecompression);
      assert.equal(await textOf(files, `${name}/pg_wal/${segment}`), 'the segment');
      assert.equal(await textOf(files, `${name}/backup_label`), 'the label');
      assert.deepEqual(await files.stat(`${name}/pg_wal/${segment}`), {
        name: segment,
        kind: 'file',
        size: 11,
        modified: 0,
      });
      assert.equal(await files.stat(`${name}/nothing`), undefined);
      await assert.rejects(files.open(`${name}/nothing`), { code: 'ENOENT' });
      assert.equal((await files.stat(name))?.kind, 'file');
    });

  it('are no folder where a folder has such a name', async () => {
    const files = withTarMembers(
      new MemoryFiles([['/old.tar/backup_label', 'in a folder']]),
      nodeDecompression,
    );
    assert.equal(await textOf(files, '/old.tar/backup_label'), 'in a folder');
    await assert.rejects(files.open('/none.tar/backup_label'), { code: 'ENOENT' });
  });

  it('leave few archives open once they are closed', async () => {
    const names = Array.from({ length: 9 }, (_, at) => `/backup/${at}/base.tar`);
    const { files, open } = counted(new MemoryFiles(names.map(name => [name, plain])));
    const within = withTarMembers(files, nodeDecompression);
    for (const name of names) assert.equal(await textOf(within, `${name}/backup_label`), 'the label');
    assert.ok(open() <= 2, `${open()} are open`);
  });

  it('are those of the archive as it is now', async () => {
    const memory = new MemoryFiles([['/base.tar', plain]]);
    const { files: watched, open } = counted(memory);
    const files = withTarMembers(watched, nodeDecompression);
    assert.equal(await textOf(files, '/base.tar/backup_label'), 'the label');
    const before = await files.open('/base.tar/backup_label');
    memory.set('/base.tar', Buffer.from(plain.subarray(0, plain.length - 512)));
    assert.equal(await textOf(files, '/base.tar/backup_label'), 'the label');
    assert.equal(open(), 2);
    await before.close();
    assert.equal(open(), 1);
    memory.set('/base.tar', new Uint8Array(3));
    await assert.rejects(files.open('/base.tar/backup_label'), { code: 'ENOENT' });
  });
});
