import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { dump } from '../../server/cli/dump/dump.ts';
import { bytesOf, richest } from '../wal/fixtures.ts';
import { run, walFiles } from './run.ts';

interface ArgumentCase {
  readonly args: readonly string[];
  /** The first digits of standard output's SHA-256. */
  readonly stdout: string;
  readonly stderr: string;
  readonly exit: number;
}

const truth: readonly { readonly major: number; readonly cases: readonly ArgumentCase[] }[] = JSON.parse(
  gunzipSync(readFileSync(new URL('../truth/cli/arguments.json.gz', import.meta.url))).toString(),
);

const asWalscope = (stderr: string) =>
  stderr.replace(/^pg_waldump:/gm, 'walscope:').replace('"pg_waldump --help"', '"walscope dump --help"');

describe('walscope dump answers odd words as pg_waldump of that major does', () => {
  for (const { major, cases } of truth)
    it(`major ${major}: ${cases.length} command lines`, async () => {
      const one = richest.find(each => each.major === major)!;
      const segment = one.readAs ?? one.file;
      const bytes = bytesOf(one);
      const files = walFiles([
        [segment, bytes],
        [`odd/${segment}`, bytes.subarray(0, 5000)],
        [`zeros/${segment}`, new Uint8Array(65536)],
        [`folder/${segment}/notwal`, new TextEncoder().encode('hello\n')],
        ['notwal', new TextEncoder().encode('hello\n')],
      ]);
      for (const { args, stdout, stderr, exit } of cases) {
        const got = await run(dump, args, files, '/wal');
        const words = args.join(' ');
        // up to 11 a wrong option gets the whole help, and success: that one we do not follow
        const helped = major < 12 && exit === 0 && /option/.test(stderr);
        assert.equal(
          helped ? got.stderr.split('\n', 1)[0] : got.stderr.trimEnd(),
          asWalscope(stderr).trimEnd(),
          words,
        );
        assert.equal(got.status, helped ? 1 : exit, words);
        const hash = createHash('sha256').update(got.stdout).digest('hex');
        if (!helped) assert.equal(hash.slice(0, 16), stdout, words);
      }
    });
});
