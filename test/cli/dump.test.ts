import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, it } from 'node:test';
import { gzipSync } from 'node:zlib';
import { dump } from '../../server/cli/dump/dump.ts';
import { majors } from '../../server/postgres/majors.ts';
import { bytesOf, recorded, richest } from '../wal/fixtures.ts';
import type { RecordedCase } from '../wal/recorded.ts';
import { run, walFiles } from './run.ts';

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const asWalscope = (stderr: string) => stderr.replace(/^pg_waldump:/gm, 'walscope:');

function filesOf(one: RecordedCase, suffix = '', pack = (bytes: Uint8Array): Uint8Array => bytes) {
  const name = one.readAs ?? one.file;
  return { name: name + suffix, files: walFiles([[name + suffix, pack(bytesOf(one))]]) };
}

describe('walscope dump prints what pg_waldump of that major printed', () => {
  const outputs = [
    ['out', []],
    ['bkp', ['--bkp-details']],
    ['stats', ['--stats=record']],
  ] as const;
  for (const major of majors)
    it(`major ${major}`, async () => {
      for (const one of recorded.cases.filter(each => each.major === major)) {
        const { name, files } = filesOf(one);
        for (const [kind, options] of outputs) {
          if (!one.files[kind]) continue;
          const { stdout, stderr, status } = await run(dump, [...options, name], files, '/wal');
          assert.equal(sha256(stdout), one.files[kind].sha256, `${one.id} ${kind}`);
          if (kind === 'stats') continue;
          assert.equal(stderr, asWalscope(one.stderr), one.id);
          assert.equal(status, one.exit, one.id);
        }
      }
    });
});

describe('walscope dump', () => {
  const [one] = richest;

  it('reads a compressed segment like a plain one', async () => {
    const { name, files } = filesOf(one, '.gz', bytes => gzipSync(bytes));
    assert.equal(sha256((await run(dump, [name], files, '/wal')).stdout), one.files.out.sha256);
  });

  it('stops after as many records as asked for, without a word about the end', async () => {
    const { name, files } = filesOf(one);
    const { stdout, stderr, status } = await run(dump, ['-n', '3', name], files, '/wal');
    assert.equal(stdout.toString('latin1').trimEnd().split('\n').length, 3);
    assert.deepEqual({ stderr, status }, { stderr: '', status: 0 });
  });

  it('shows only records of the named resource manager and transaction', async () => {
    const { name, files } = filesOf(one);
    const all = (await run(dump, [name], files, '/wal')).stdout.toString('latin1').split('\n');
    const shown = (await run(dump, ['--rmgr=heap', name], files, '/wal')).stdout.toString('latin1');
    assert.equal(
      shown,
      all
        .filter(line => /^rmgr: Heap /.test(line))
        .map(line => `${line}\n`)
        .join(''),
    );
    const xid = /tx: +([1-9]\d*),/.exec(shown)![1];
    const own = (await run(dump, ['-x', xid, name], files, '/wal')).stdout.toString('latin1');
    assert.equal(
      own,
      all
        .filter(line => new RegExp(`tx: +${xid},`).test(line))
        .map(line => `${line}\n`)
        .join(''),
    );
  });

  // the sentences are those of pg_waldump 18 for the same words
  const refused: readonly [words: string[], sentence: RegExp][] = [
    [[], /error: no arguments specified\n/],
    [['--foo'], /unrecognized option '--foo'\n/],
    [['-x'], /option requires an argument -- 'x'\n/],
    [['--f', 'x'], /option '--f' is ambiguous; possibilities: '--follow' '--fork' '--fullpage'\n/],
    [['-s', 'foo'], /error: invalid WAL location: "foo"\n/],
    [['-z=foo', 'x'], /invalid option -- '='\n/],
    [['--stats=foo', 'x'], /error: unrecognized value for option --stats: foo\n/],
    [['-B', '1'], /error: option -B\/--block requires option -R\/--relation to be specified\n/],
    [['a', 'b', 'c'], /error: too many command-line arguments \(first is "c"\)\n/],
    [['000000010000000000000FFF'], /error: could not locate WAL file "000000010000000000000FFF"\n$/],
    [
      ['/nowhere/000000010000000000000003'],
      /error: could not open directory "\/nowhere": No such file or directory\n$/,
    ],
    [['-q'], /error: could not find any WAL file\n$/],
  ];
  for (const [words, sentence] of refused)
    it(`refuses "${words.join(' ')}" as pg_waldump does`, async () => {
      const { stderr, status } = await run(dump, words, walFiles([['README', new Uint8Array(1)]]), '/wal');
      assert.match(stderr, sentence);
      assert.equal(status, 1);
    });
});

it('walscope dump says of a compressed segment that is cut short that it is', async () => {
  const { name, files } = filesOf(richest[0], '.gz', bytes => gzipSync(bytes).subarray(0, 40_000));
  const { stderr, status } = await run(dump, [name], files, '/wal');
  assert.match(stderr, new RegExp(`^walscope: \\S+ +could not decompress all of "${name}": `));
  assert.equal(status, 1);
});
