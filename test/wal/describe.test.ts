import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { memorySource } from '../../server/bytes/memoryFiles.ts';
import { majors } from '../../server/postgres/majors.ts';
import { openWal } from '../../server/postgres/wal/openWal.ts';
import { seededRandom } from './made/random.ts';
import { madeSegmentName, makeSegment } from './made/segment.ts';
import { type RecordedCase, readRecorded, segmentOf, unpacked } from './recorded.ts';
import { firstDifference, scannerLines, writtenLines } from './written.ts';

/** A larger collection of recorded output may be put in the place of the committed one. */
const folder = process.env.WAL_TRUTH ?? join(import.meta.dirname, '../truth/wal');
const { cases } = readRecorded(folder);

async function assertWritten(recorded: RecordedCase, kind: 'out' | 'bkp'): Promise<void> {
  const expected = recorded.files[kind];
  if (!expected) return;
  const wal = await openWal([segmentOf(folder, recorded)]);
  const written = await writtenLines(wal, kind === 'bkp');
  if (kind === 'out') assert.equal(firstDifference(await scannerLines(wal), written), undefined, recorded.id);
  if (expected.path === undefined) {
    assert.equal(createHash('sha256').update(written).digest('hex'), expected.sha256, recorded.id);
    return;
  }
  const difference = firstDifference(written, unpacked(join(folder, expected.path)));
  assert.equal(difference, undefined, `${recorded.id}, ${kind}: ${difference}`);
}

suite('record lines', () => {
  for (const major of majors) {
    const ofMajor = cases.filter(recorded => recorded.major === major);

    test(`equal those of pg_waldump ${major}`, async () => {
      assert.ok(ofMajor.length > 0);
      for (const recorded of ofMajor) await assertWritten(recorded, 'out');
    });

    test(`equal those of pg_waldump ${major} --bkp-details`, async () => {
      for (const recorded of ofMajor) await assertWritten(recorded, 'bkp');
    });
  }
});

suite('records of every kind', () => {
  const made = join(import.meta.dirname, '../truth/wal-kinds');
  const unzipped = (file: string) => gunzipSync(readFileSync(join(made, file)));

  for (const major of majors) {
    const segment = { source: memorySource(unzipped(`${major}.gz`)), name: madeSegmentName };

    test(`are written as pg_waldump ${major} does`, async () => {
      const written = await writtenLines(await openWal([segment]), false);
      assert.equal(firstDifference(written, unzipped(`${major}.out.gz`)), undefined);
      assert.equal(firstDifference(await scannerLines(await openWal([segment])), written), undefined);
    });
  }
});

suite('records of random data', () => {
  for (const major of majors) {
    test(`are written by the scanner as by their description, major ${major}`, async () => {
      const random = seededRandom(major);
      const bytes = (most: number) =>
        Uint8Array.from({ length: random.below(most) }, () => random.below(random.coin() ? 256 : 3));
      const records = Array.from({ length: 3000 }, () => ({
        rmid: random.below(major < 15 ? 22 : 24) + (major >= 15 && random.below(50) === 0 ? 128 : 0),
        info: random.below(16) << 4,
        main: bytes(80),
        blockData: random.coin() ? bytes(40) : undefined,
        origin: random.below(4),
      }));
      const known = records.filter(({ rmid, info }) => rmid <= 21 || (rmid >= 128 && info === 0));
      const source = memorySource(
        makeSegment(
          major,
          known.filter(({ rmid, info }) => rmid || info !== 0x40),
        ),
      );
      const segment = { source, name: madeSegmentName };
      const written = await writtenLines(await openWal([segment]), false);
      assert.ok(Buffer.from(written).toString('latin1').split('\n').length > 2000);
      assert.equal(firstDifference(await scannerLines(await openWal([segment])), written), undefined);
    });
  }
});
