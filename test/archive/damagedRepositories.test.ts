import { describe, it } from 'node:test';
import fc from 'fast-check';
import { MemoryFiles } from '../../server/bytes/memoryFiles.ts';
import { inventoryOf, recording } from './recorded.ts';

/** The small files of a recorded archive and a few of its segments. */
function someOf(tool: string, archive: string, segments: number): (readonly [string, Uint8Array])[] {
  const all = Object.entries(recording(tool).archives[archive].files).map(
    ([path, bytes]) => [`/archive/${path}`, new Uint8Array(Buffer.from(bytes, 'base64'))] as const,
  );
  const isSegment = (path: string) => /\/[0-9A-F]{24}[^/]*$/.test(path);
  return [
    ...all.filter(([path]) => !isSegment(path)),
    ...all.filter(([path]) => isSegment(path)).slice(0, segments),
  ];
}

const archives = {
  pgBackRest: someOf('pgbackrest', 'first', 3),
  'a pgBackRest repository that is encrypted': someOf('pgbackrest', 'encrypted', 3),
  Barman: someOf('barman', 'home', 3),
  'barman-cloud': someOf('barman-cloud', 'bucket', 3),
  'a tar backup': someOf('basebackup', 'tar-gz', 0),
  'a tar backup compressed by the server': someOf('basebackup', 'server-lz4', 0),
};

/** One change to one file: bytes overwritten, the file cut, or a word of it replaced by what does not belong there. */
const change = fc.record({
  file: fc.nat(),
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  bytes: fc.oneof(
    fc.uint8Array({ maxLength: 12 }),
    fc
      .constantFrom('null', '{}', '[', '99999999999999999999', '-1', '"', '\n', '=', '/')
      .map(text => Buffer.from(text)),
  ),
  cut: fc.boolean(),
});

describe('a damaged repository', () => {
  for (const [name, files] of Object.entries(archives))
    it(`is judged without an exception: ${name}`, async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 4 }), async changes => {
          const damaged = new Map(files);
          for (const { file, at, bytes, cut } of changes) {
            const [path, whole] = files[file % files.length];
            const place = Math.floor(at * whole.length);
            const end = cut ? whole.length : place + bytes.length;
            damaged.set(path, Buffer.concat([whole.subarray(0, place), bytes, whole.subarray(end)]));
          }
          await inventoryOf(new MemoryFiles(damaged));
        }),
        { numRuns: 40, seed: 20261123 },
      );
    });
});
