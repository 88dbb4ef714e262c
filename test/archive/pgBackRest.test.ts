import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, it } from 'node:test';
import type { ArchiveInventory } from '../../server/archive/openArchive.ts';
import { pathOf } from '../../server/archive/walObject.ts';
import { openPlain } from '../../server/bytes/decompress.ts';
import type { MemoryFiles } from '../../server/bytes/memoryFiles.ts';
import { nodeDecompression } from '../../server/bytes/nodeDecompression.ts';
import { formatLsn } from '../../server/postgres/lsn.ts';
import { formatSegmentName } from '../../server/postgres/segmentName.ts';
import { inventoryOf, problemCodes, recordedFiles, recording } from './recorded.ts';

interface ToldBackup {
  readonly label: string;
  readonly prior: string | null;
  readonly type: 'full' | 'diff' | 'incr';
  readonly archive: { readonly start: string; readonly stop: string };
  readonly lsn: { readonly start: string; readonly stop: string };
  readonly timestamp: { readonly start: number; readonly stop: number };
  readonly database: { readonly 'repo-key': number };
}

/** `pgbackrest info --output=json`, and the segments removed after it. */
interface Truth {
  readonly info: readonly {
    readonly name: string;
    readonly archive: readonly {
      readonly id: string;
      readonly min: string | null;
      readonly max: string | null;
    }[];
    readonly backup: readonly ToldBackup[];
  }[];
  readonly hole?: string;
}

const repositoryKey: Readonly<Record<string, number>> = { encrypted: 2 };
const types = { full: 'full', diff: 'differential', incr: 'incremental' };

for (const name of ['pgbackrest', 'pgbackrest-old']) {
  const { tool, clusters, archives } = recording<Truth>(name);
  const open = async (archive: string) => {
    const files = recordedFiles(archives[archive].files);
    return { files, inventory: await inventoryOf(files), truth: archives[archive].truth };
  };

  describe(`a repository of ${tool}`, () => {
    for (const archive of ['several', 'first', 'bundled'])
      it(`tells the clusters before and after an upgrade apart: ${archive}`, async () => {
        const { inventory } = await open(archive);
        const told = inventory.clusters.map(({ systemIdentifier, major, segmentSize }) => ({
          systemIdentifier: String(systemIdentifier),
          major,
          segmentSize,
        }));
        const facts = clusters.map(({ systemIdentifier, major, segmentSize }) => ({
          systemIdentifier,
          major,
          segmentSize,
        }));
        assert.deepEqual(told, facts);
      });

    for (const archive of ['several', 'first', 'bundled'])
      it(`has the backups that pgbackrest info tells: ${archive}`, async () => {
        const { inventory, truth } = await open(archive);
        const key = repositoryKey[archive] ?? 1;
        const told = truth.info
          .flatMap(({ backup }) => backup)
          .filter(({ database }) => database['repo-key'] === key);
        assert.deepEqual(backupsOf(inventory), told.map(asTold).sort(byLabel));
        assert.ok(told.length > 0);
      });

    for (const archive of ['first', 'bundled'])
      it(`begins and ends where pgbackrest info says: ${archive}`, async () => {
        const { inventory, truth } = await open(archive);
        const told = truth.info.flatMap(info => info.archive).map(({ min, max }) => [min, max]);
        assert.deepEqual(inventory.clusters.map(endsOf), told.slice(0, 2));
        assert.deepEqual(problemCodes(inventory), []);
      });

    it('has one gap where a segment was removed', async () => {
      const { inventory, truth } = await open('several');
      const gaps = inventory.clusters.flatMap(({ timelines, segmentSize }) =>
        timelines.flatMap(({ gaps, timeline }) =>
          gaps.map(({ from, to, cuts }) => ({
            names: [from, to].map(number =>
              formatSegmentName({ timeline, number: BigInt(number) }, segmentSize),
            ),
            cuts,
          })),
        ),
      );
      assert.deepEqual(gaps, [{ names: [truth.hole, truth.hole], cuts: [1, 2] }]);
      assert.deepEqual(problemCodes(inventory), ['gap']);
    });

    it('has segments whose content is what the checksum in the name says, in each compression', async () => {
      const { files, inventory } = await open('several');
      const compressions = new Set<string | undefined>();
      for (const object of objectsOf(inventory)) {
        const [, sha1] = /-([0-9a-f]{40})/.exec(object.fileName) ?? [];
        if (sha1 === undefined) continue;
        assert.equal(await sha1Of(files, pathOf(object)), sha1, object.fileName);
        compressions.add(object.compression);
      }
      assert.deepEqual([...compressions].sort(), ['bz2', 'gz', 'lz4', 'zst', undefined]);
    });

    it('is called encrypted where it is, with the same names and nothing damaged', async () => {
      const { inventory } = await open('encrypted');
      const { inventory: plain } = await open('first');
      assert.deepEqual(problemCodes(inventory), ['encrypted']);
      assert.deepEqual(
        inventory.clusters.map(({ major }) => major),
        clusters.map(({ major }) => major),
      );
      const names = (all: ArchiveInventory) =>
        objectsOf(all)
          .map(object => object.name)
          .sort();
      assert.deepEqual(names(inventory), names(plain));
    });
  });
}

const byLabel = (a: { label: string }, b: { label: string }) => (a.label < b.label ? -1 : 1);

function asTold({ label, type, archive, lsn, timestamp, prior }: ToldBackup) {
  return {
    label,
    type: types[type],
    timeline: Number.parseInt(archive.start.slice(0, 8), 16),
    segments: [archive.start, archive.stop],
    lsn: [lsn.start, lsn.stop],
    seconds: [timestamp.start, timestamp.stop],
    parent: prior ?? undefined,
    restorable: true,
  };
}

function backupsOf({ clusters }: ArchiveInventory) {
  const backups = clusters.flatMap(({ timelines }) => timelines.flatMap(timeline => timeline.backups));
  return backups
    .map(each => ({
      label: each.label,
      type: each.type,
      timeline: each.timeline,
      segments: [each.firstSegment, each.lastSegment],
      lsn: [formatLsn(each.startLsn!), formatLsn(each.stopLsn!)],
      seconds: [each.startTime, each.stopTime].map(time => Date.parse(time!) / 1000),
      parent: each.parent ?? undefined,
      restorable: each.restorable,
    }))
    .sort(byLabel);
}

/** The first and the last segment of a cluster, by name. */
function endsOf({ timelines, segmentSize }: ArchiveInventory['clusters'][number]) {
  const names = timelines.flatMap(({ timeline, runs }) =>
    runs.flatMap(({ from, to }) =>
      [from, to].map(number => formatSegmentName({ timeline, number: BigInt(number) }, segmentSize)),
    ),
  );
  return [names.sort()[0], names[names.length - 1]];
}

function objectsOf({ clusters }: ArchiveInventory) {
  return clusters.flatMap(({ repositories }) => repositories.flatMap(({ objects }) => objects));
}

async function sha1Of(files: MemoryFiles, path: string): Promise<string> {
  const source = await openPlain(await files.open(path), path, nodeDecompression);
  const bytes = await source.read(0, source.size);
  await source.close();
  return createHash('sha1').update(bytes).digest('hex');
}
