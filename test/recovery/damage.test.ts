import '../seed.ts';
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import fc from 'fast-check';
import { forecastRecovery } from '../../server/postgres/recovery/forecast.ts';
import { inputOf, recordedRecoveries, unpackRecovery } from './recorded.ts';

// of each major one, standbys and crashes among them
const majors = new Set<string>();
const names = recordedRecoveries
  .map(({ name }) => name)
  .filter(name => !name.endsWith('pg10'))
  .filter((name, at) => {
    const major = name.slice(-2);
    if (majors.has(major) && !/standby-archive|crash-torn|tree-to/.test(name)) return false;
    majors.add(major);
    return at >= 0;
  });

type Change = {
  readonly file: number;
  readonly kind: 'bytes' | 'cut' | 'gone' | 'swap';
  readonly at: number;
  readonly seed: number;
};

const change: fc.Arbitrary<Change> = fc.record({
  file: fc.nat(),
  kind: fc.constantFrom('bytes', 'bytes', 'bytes', 'cut', 'gone', 'swap'),
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  seed: fc.nat(),
});

function damaged(
  files: ReadonlyMap<string, Uint8Array>,
  changes: readonly Change[],
): Map<string, Uint8Array> {
  const paths = [...files.keys()];
  const made = new Map(files);
  for (const { file, kind, at, seed } of changes) {
    const path = paths[file % paths.length];
    const old = made.get(path);
    if (!old) continue;
    const place = Math.floor(at * old.length);
    if (kind === 'gone') made.delete(path);
    else if (kind === 'cut') made.set(path, old.slice(0, place));
    else if (kind === 'swap') made.set(path, files.get(paths[seed % paths.length])!);
    else {
      const bytes = old.slice();
      for (let n = 0; n <= seed % 16; n++)
        bytes[(place + n) % Math.max(1, bytes.length)] = (seed >> (n % 24)) & 0xff;
      made.set(path, bytes);
    }
  }
  return made;
}

for (const name of names)
  test(`${name}, damaged at random: a forecast comes to an end`, { timeout: 120_000 }, async () => {
    const { files, expected } = await unpackRecovery(name);
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 4 }), async changes => {
        const forecast = await forecastRecovery(inputOf(damaged(files, changes), expected.major));
        assert.ok(forecast.outcome !== null || forecast.unknown.length > 0);
      }),
      { numRuns: 8 },
    );
  });

test('random restore commands and settings never make a forecast fail', async () => {
  const { files, expected } = await unpackRecovery('archive-end-pg17');
  const word = fc.constantFrom(
    'cp',
    '%f',
    '%p',
    '/archive/%f',
    '&&',
    '||',
    ';',
    '(',
    ')',
    'test -f',
    'exit 3',
    '|',
    '>',
    '<',
    '"',
    "'",
    'gunzip',
    '-c',
    '$x',
    'case',
    'esac',
    'if',
    'fi',
    '%',
    '`',
  );
  await fc.assert(
    fc.asyncProperty(fc.array(word, { maxLength: 12 }), async words => {
      const settings = [['restore_command', words.join(' ')]] as const;
      const forecast = await forecastRecovery({ ...inputOf(files, expected.major), settings });
      assert.ok(forecast.outcome !== null || forecast.unknown.length > 0);
    }),
    { numRuns: 60 },
  );
});

test('a forecast leaves every byte as it was, and asks for nothing but reading', async () => {
  const { files, expected } = await unpackRecovery('archive-end-pg17');
  const sum = () => {
    const hash = createHash('sha256');
    for (const [path, bytes] of files) hash.update(path).update(bytes);
    return hash.digest('hex');
  };
  const before = sum();
  const input = inputOf(files, expected.major);
  const { open, list, stat } = input.files;
  const readOnly = {
    open: open.bind(input.files),
    list: list.bind(input.files),
    stat: stat.bind(input.files),
  };
  await forecastRecovery({ ...input, files: readOnly });
  assert.equal(sum(), before);
});

test('a forecast can be given up, and tells how far it is', async () => {
  const { files, expected } = await unpackRecovery('archive-end-pg17');
  const controller = new AbortController();
  const seen: string[] = [];
  const forecast = forecastRecovery(inputOf(files, expected.major), {
    signal: controller.signal,
    progress({ segment }) {
      seen.push(segment);
      if (seen.length === 2) controller.abort();
    },
  });
  await assert.rejects(forecast, { name: 'AbortError' });
  assert.equal(seen.length, 2);
});
