// Makes a segment with records of every kind for each major and keeps what that major's pg_waldump prints for it:
//   node --import tsx scripts/record-wal-kinds.ts FOLDER...
// Each FOLDER holds MAJOR/bin/pg_waldump. Writes test/truth/wal-kinds/MAJOR.gz (the segment) and MAJOR.out.gz.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { type Major, majors } from '../server/postgres/majors.ts';
import { recordsOfEveryKind } from '../test/wal/made/kinds.ts';
import { madeSegmentName, makeSegment } from '../test/wal/made/segment.ts';

const outFolder = new URL('../test/truth/wal-kinds/', import.meta.url).pathname;
const rounds = 5;
const folders = process.argv.slice(2);

function waldump(major: Major, segment: Uint8Array): Buffer {
  const program = folders.map(folder => join(folder, String(major), 'bin/pg_waldump')).find(existsSync);
  if (!program) throw new Error(`no pg_waldump ${major} in ${folders.join(', ')}`);
  const work = mkdtempSync(join(tmpdir(), 'wal-kinds-'));
  try {
    writeFileSync(join(work, madeSegmentName), segment);
    const environment = { TZ: 'UTC', LC_ALL: 'C' };
    const run = spawnSync(program, [madeSegmentName], { cwd: work, env: environment, maxBuffer: 1 << 28 });
    if (run.status !== 1) throw new Error(`pg_waldump ${major} ended with ${run.status ?? run.signal}`);
    return run.stdout;
  } finally {
    rmSync(work, { recursive: true });
  }
}

mkdirSync(outFolder, { recursive: true });
for (const major of majors) {
  const records = recordsOfEveryKind(major, rounds);
  const segment = makeSegment(major, records);
  const lines = waldump(major, segment);
  writeFileSync(join(outFolder, `${major}.gz`), gzipSync(segment, { level: 9 }));
  writeFileSync(join(outFolder, `${major}.out.gz`), gzipSync(lines, { level: 9 }));
  console.log(`${major}: ${records.length} records, ${lines.length} bytes of text`);
}
