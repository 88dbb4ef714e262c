import assert from 'node:assert/strict';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import { MemoryFiles } from '../../server/bytes/memoryFiles.ts';
import { readOptions } from '../../server/cli/dump/options.ts';
import { piecesOf, printPieces, type RestOfWal } from '../../server/cli/dump/pieces.ts';
import { printerOf, type RecordPrinter } from '../../server/cli/dump/recordPrinter.ts';
import { SegmentReader } from '../../server/cli/dump/segmentJob.ts';
import { majors } from '../../server/postgres/majors.ts';
import { openWal } from '../../server/postgres/wal/openWal.ts';
import { scanWal } from '../../server/postgres/wal/reader.ts';
import type { Wal, WalEnd } from '../../server/postgres/wal/wal.ts';
import { type RecordedCase, readRecorded, unpacked } from './recorded.ts';
import { firstDifference } from './written.ts';

const folder = process.env.WAL_TRUTH ?? join(import.meta.dirname, '../truth/wal');
const { cases } = readRecorded(folder);

interface Written {
  readonly text: Buffer;
  readonly message: string | undefined;
}

async function printRest(wal: Wal, rest: RestOfWal, printer: RecordPrinter): Promise<WalEnd> {
  const scan = scanWal(wal, { ...rest, startsAtRecord: rest.printed, wholeRecords: true });
  for (let first = rest.printed ? 1 : 0; ; first = 0) {
    const { value, done } = await scan.next();
    if (done) return value;
    await printer.print(value, first);
  }
}

/** What comes out when the segment is read in pieces of `most` bytes, and the rest of it in one. */
async function writtenInPieces(recorded: RecordedCase, most: number): Promise<Written> {
  const name = recorded.readAs ?? recorded.file;
  const bytes = unpacked(join(folder, recorded.files.segment.path));
  const files = new MemoryFiles([[`/w/${name}`, bytes]]);
  const wal = await openWal([{ name, source: await files.open(`/w/${name}`) }]);
  const { options } = readOptions([], wal.major);
  const written: Buffer[] = [];
  const printer = await printerOf(wal, options, '', text => void written.push(Buffer.from(text)));
  if (wal.unreadable) return { text: Buffer.concat(written), message: wal.unreadable.message };
  const jobs = piecesOf(wal, '/w', options, most);
  const reader = new SegmentReader(files);
  const readers = { result: (index: number) => reader.run(jobs[index]), reuse: () => {} };
  const rest = await printPieces(wal, jobs, readers, printer);
  const end = rest && (await printRest(wal, rest, printer));
  return { text: Buffer.concat(written), message: end?.message };
}

/** What pg_waldump says at the end of the WAL. */
function sentence({ stderr }: RecordedCase): string {
  return (stderr ?? '').trim().replace(/^pg_waldump: (?:FATAL: *|fatal: |error: )?/, '');
}

suite('a segment that is read in pieces', () => {
  for (const major of majors) {
    test(`is written as pg_waldump ${major} writes the whole`, async () => {
      for (const recorded of cases.filter(each => each.major === major && each.files.out?.path)) {
        const expected = unpacked(join(folder, recorded.files.out.path));
        for (const most of [64 * 1024, 1024 * 1024]) {
          const { text, message } = await writtenInPieces(recorded, most);
          const difference = firstDifference(text, expected);
          assert.equal(difference, undefined, `${recorded.id} in pieces of ${most}: ${difference}`);
          assert.equal(message ?? '', sentence(recorded), `${recorded.id} in pieces of ${most}`);
        }
      }
    });
  }
});
