import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { gzipSync } from 'node:zlib';
import { dump, stats } from '../../server/cli/dump/dump.ts';
import { bytesOf, richest } from '../wal/fixtures.ts';
import { run, walFiles } from './run.ts';
import { archive19, filesIn, tarVariants } from './tarVariants.ts';

interface Recorded {
  readonly args: readonly string[];
  /** SHA-256 of standard output. */
  readonly stdout: string;
  readonly stderr: string;
  readonly exit: number;
}

const truth: { readonly archives: readonly Recorded[]; readonly way: Recorded } = JSON.parse(
  readFileSync(new URL('../truth/cli/archives.json', import.meta.url), 'utf8'),
);
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const asWalscope = (stderr: string) =>
  stderr.replace(/^pg_waldump:/gm, 'walscope:').replace('"pg_waldump --help"', '"walscope dump --help"');

describe('walscope dump reads tar archives as pg_waldump 19 does', () => {
  const files = walFiles([...tarVariants()]);
  for (const { args, stdout, stderr, exit } of truth.archives)
    it(args.join(' '), async () => {
      const got = await run(dump, args, files, '/wal');
      assert.equal(got.stderr, asWalscope(stderr));
      assert.equal(sha256(got.stdout), stdout);
      assert.equal(got.status, exit);
    });

  it('packed segments in an archive are read too', async () => {
    const name = 'x.tar';
    const whole = await run(dump, ['-s', '0/E00000', '-t', '2', 'all.tar'], files, '/wal');
    const one = filesIn(archive19).find(([each]) => each === '00000002000000000000000E')!;
    const folder = walFiles([[`${one[0]}.gz`, gzipSync(one[1])]]);
    const alone = await run(dump, [`${one[0]}.gz`], folder, '/wal');
    assert.ok(whole.stdout.toString().startsWith(alone.stdout.toString()), name);
  });
});

describe('walscope dump --history goes through the switch points', () => {
  const all = filesIn(archive19);
  const folder = walFiles(all);
  const words = ['--history', '-s', '0/800000'];
  const archives = walFiles([['all.tar', archive19]]);
  const missing =
    'walscope: error: could not find file "000000030000000000000011": No such file or directory\n';

  it('prints what the segments of the way hold, from a folder', async () => {
    for (const more of [[], ['-t', '3']]) {
      const { stdout, stderr, status } = await run(dump, [...words, ...more], folder, '/wal');
      assert.equal(sha256(stdout), truth.way.stdout);
      assert.deepEqual({ stderr, status }, { stderr: missing, status: 1 });
    }
  });

  it('and from compressed files or a tar archive', async () => {
    const packed = walFiles(all.map(([name, bytes]) => [`${name}.gz`, gzipSync(bytes)]));
    assert.equal(sha256((await run(dump, words, packed, '/wal')).stdout), truth.way.stdout);
    assert.equal(sha256((await run(dump, [...words, 'all.tar'], archives, '/wal')).stdout), truth.way.stdout);
  });

  it('from a segment of timeline 1 to one of timeline 3', async () => {
    const range = ['--history', '000000010000000000000008', '000000030000000000000010'];
    const { stdout, stderr, status } = await run(dump, range, folder, '/wal');
    assert.equal(sha256(stdout), truth.way.stdout);
    assert.deepEqual({ stderr, status }, { stderr: '', status: 0 });
  });

  it('ends at the switch point where the segment of the next timeline is missing', async () => {
    const without = walFiles(all.filter(([name]) => name !== '00000003000000000000000F'));
    const { stdout, stderr } = await run(dump, [...words, '-t', '3'], without, '/wal');
    const lines = stdout.toString().trimEnd().split('\n');
    // 00000003.history: 2	0/00F0C030	after LSN 0/00F0BEE8
    assert.match(lines[lines.length - 1], /lsn: 0\/00F0BEE8,/);
    assert.match(stderr, /could not find file "00000003000000000000000F"/);
  });

  it('without its history file a timeline is not followed', async () => {
    const without = walFiles(all.filter(([name]) => name !== '00000003.history'));
    const { stderr, status } = await run(dump, [...words, '-t', '3'], without, '/wal');
    assert.match(stderr, /could not find file "00000003.history"/);
    assert.equal(status, 1);
  });
});

describe('walscope dump --each', () => {
  const [old, recent] = [richest[0], richest[richest.length - 1]];
  const names = [old, recent].map(one => one.readAs ?? one.file);
  const files = walFiles([
    [`old/${names[0]}`, bytesOf(old)],
    [`new/${names[1]}.gz`, gzipSync(bytesOf(recent))],
    ['backup.tar', archive19],
    ['nameless', bytesOf(recent)],
  ]);

  it('prints segments of several majors, each as its own pg_waldump does', async () => {
    const { stdout } = await run(dump, ['--each', `old/${names[0]}`, `new/${names[1]}.gz`], files, '/wal');
    const parts = stdout.toString('latin1').split(/^==> .* <==\n/m);
    assert.deepEqual(
      parts.slice(1).map(part => sha256(Buffer.from(part, 'latin1'))),
      [old, recent].map(one => one.files.out.sha256),
    );
    assert.match(
      stdout.toString('latin1'),
      /^==> old\/\w+: PostgreSQL 10, system identifier \d+, timeline 1, /,
    );
  });

  it('takes folders, archives, ranges and files that are called something else', async () => {
    const words = ['old', 'new', 'backup.tar', 'nameless'];
    const { stdout } = await run(dump, ['-n', '1', '--each', ...words], files, '/wal');
    const titles = stdout.toString('latin1').match(/^==> .* <==$/gm)!;
    assert.deepEqual(
      titles.map(title => /^==> (.*): PostgreSQL (\d+), .* timeline (\d+),/.exec(title)?.slice(1).join(' ')),
      ['old 10 1', 'new 19 1', 'backup.tar 19 1', 'backup.tar 19 2', 'backup.tar 19 3', 'nameless 19 1'],
    );
    const folder = walFiles(filesIn(archive19));
    const range = '000000010000000000000008..00000001000000000000000A';
    const each = await run(dump, ['--each', range], folder, '/wal');
    const plain = await run(dump, range.split('..'), folder, '/wal');
    assert.equal(each.stdout.toString().replace(/^==> .*\n/, ''), plain.stdout.toString());
  });

  it('goes on after what it cannot read', async () => {
    const { stderr, stdout, status } = await run(
      dump,
      ['-n1', '--each', 'nothing', 'nameless'],
      files,
      '/wal',
    );
    assert.match(stderr, /^walscope: error: could not open file ".*nothing": No such file or directory\n$/);
    assert.match(stdout.toString('latin1'), /^==> nameless/);
    assert.equal(status, 1);
  });

  it('refuses what would mean something else for each', async () => {
    const { stderr, status } = await run(dump, ['--each', '-s', '0/1', 'old'], files, '/wal');
    assert.match(stderr, /--each cannot be used with --start/);
    assert.equal(status, 1);
  });
});

describe('walscope stats', () => {
  const [one] = richest.slice(-1);
  const name = one.readAs ?? one.file;
  const files = walFiles([[name, bytesOf(one)]]);

  it('prints what dump --stats prints', async () => {
    const record = await run(stats, ['--record', name], files, '/wal');
    assert.equal(sha256(record.stdout), one.files.stats.sha256);
    const plain = await run(stats, [name], files, '/wal');
    assert.deepEqual(plain, await run(dump, ['--stats', name], files, '/wal'));
  });

  it('counts the same as JSON', async () => {
    const { stdout } = await run(stats, ['--record', '--format=json', name], files, '/wal');
    const document = JSON.parse(stdout.toString());
    const table = (await run(stats, ['--record', name], files, '/wal')).stdout.toString();
    for (const row of document.rows) {
      const line = table.split('\n').find(each => each.startsWith(`${row.name} `))!;
      const numbers = line
        .slice(27)
        .match(/(?<![.(\d])\d+(?![.\d])/g)!
        .map(Number);
      assert.deepEqual(numbers, [
        row.count,
        row.recordBytes,
        row.imageBytes,
        row.recordBytes + row.imageBytes,
      ]);
    }
    const [, first, end] = /between (\S+) and (\S+):/.exec(table)!;
    const short = (lsn: string) => lsn.replace(/\/0+(?=.)/, '/');
    assert.deepEqual([document.start, document.end], [short(first), short(end)]);
    assert.equal(document.major, 19);
  });

  it('with --each writes a document on a line for each', async () => {
    const { stdout } = await run(stats, ['--each', '--format=json', name, name], files, '/wal');
    const lines = stdout.toString().trimEnd().split('\n');
    assert.deepEqual(
      lines.map(line => JSON.parse(line).total.count),
      [one.records, one.records],
    );
  });
});
