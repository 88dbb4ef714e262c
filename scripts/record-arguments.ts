/**
 * Records what pg_waldump says of odd command lines:
 * node --import tsx scripts/record-arguments.ts MAJOR=PG_WALDUMP... | gzip -9n > test/truth/cli/arguments.json.gz
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { argumentLists, newerArgumentLists } from '../test/cli/argumentLists.ts';
import { bytesOf, richest } from '../test/wal/fixtures.ts';

const recorded = process.argv.slice(2).flatMap(given => {
  const [major, program] = given.split('=');
  const one = richest.find(each => each.major === Number(major))!;
  const segment = one.readAs ?? one.file;
  const folder = mkdtempSync(join(tmpdir(), 'walscope-'));
  for (const each of ['odd', 'zeros', `folder/${segment}`])
    mkdirSync(join(folder, each), { recursive: true });
  writeFileSync(join(folder, segment), bytesOf(one));
  writeFileSync(join(folder, 'odd', segment), bytesOf(one).subarray(0, 5000));
  writeFileSync(join(folder, 'zeros', segment), new Uint8Array(65536));
  writeFileSync(join(folder, 'folder', segment, 'notwal'), 'hello\n');
  writeFileSync(join(folder, 'notwal'), 'hello\n');
  const lists = argumentLists(segment, one.segmentSize);
  if (one.major >= 15) lists.push(...newerArgumentLists(segment));
  const cases = lists.map(args => {
    const run = spawnSync(program, args, { cwd: folder, env: { LC_ALL: 'C' }, maxBuffer: 1 << 28 });
    return {
      args,
      stdout: createHash('sha256').update(run.stdout).digest('hex').slice(0, 16),
      stderr: run.stderr.toString().replaceAll(program, 'pg_waldump'),
      exit: run.status,
    };
  });
  rmSync(folder, { recursive: true });
  return [{ major: one.major, cases }];
});
process.stdout.write(JSON.stringify(recorded));
