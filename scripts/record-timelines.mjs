// Records what servers and their tools say of timelines, backups, archiving and slots:
//   node scripts/record-timelines.mjs SERVERS [failover|cleanup|crossing|archiver|durability|keeping] [MAJOR...]
// SERVERS holds debian/MAJOR/bin (server and client programs) and embedded/MAJOR/bin (server only). Each becomes
// test/truth/timelines/NAME-MAJOR.json.br. It works as nobody in a fresh folder below /tmp.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { brotliCompressSync, constants } from 'node:zlib';
import { run } from './record-files/servers.mjs';
import { recordArchiver } from './record-timelines/archiver.mjs';
import { recordCleanup } from './record-timelines/cleanup.mjs';
import { recordCrossing } from './record-timelines/crossing.mjs';
import { recordDurability } from './record-timelines/durability.mjs';
import { recordFailover } from './record-timelines/failover.mjs';
import { recordKeeping } from './record-timelines/keeping.mjs';

const recorders = {
  archiver: { record: recordArchiver, majors: [10, 13, 14, 15, 16, 18, 19] },
  cleanup: { record: recordCleanup, majors: [13, 15, 17, 18, 19] },
  crossing: { record: recordCrossing, majors: [13, 18] },
  durability: { record: recordDurability, majors: [10, 13, 16, 18, 19] },
  keeping: { record: recordKeeping, majors: [10, 13, 17, 18] },
  failover: { record: recordFailover, majors: [10, 13, 16, 18, 19] },
};

const [servers, ...wanted] = process.argv.slice(2);
if (!servers) {
  console.error(
    `usage: node scripts/record-timelines.mjs SERVERS [${Object.keys(recorders).join('|')}] [MAJOR...]`,
  );
  process.exit(2);
}
const outFolder = new URL('../test/truth/timelines/', import.meta.url).pathname;
mkdirSync(outFolder, { recursive: true });
const wantedMajors = wanted.map(Number).filter(Number.isInteger);
const names = wanted.filter(name => name in recorders);
for (const name of names.length ? names : Object.keys(recorders))
  for (const major of wantedMajors.length ? wantedMajors : recorders[name].majors) {
    const root = `/tmp/walscope-timelines-${name}-${major}`;
    rmSync(root, { recursive: true, force: true });
    run('mkdir', ['-p', root]);
    const text = JSON.stringify(recorders[name].record({ servers, major, root, port: 5960 }));
    const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_LGWIN]: 24 };
    const bytes = brotliCompressSync(text, { params });
    writeFileSync(`${outFolder}${name}-${major}.json.br`, bytes);
    console.log(`${name} ${major}: ${bytes.length} bytes`);
    rmSync(root, { recursive: true, force: true });
  }
