// Records what archiving tools leave behind, together with what the tools themselves say about it:
//   node scripts/record-archives.mjs SERVERS [NAME...]
// SERVERS holds debian/MAJOR/bin. Each NAME (pgbackrest, pgbackrest-old, ...) becomes test/truth/archives/NAME.json.gz:
// { tool, clusters, archives: { folder: { files: {path: base64}, truth } } }. Debian's older tools
// are those on the PATH; PGBACKREST, BARMAN and BARMAN_CLOUD (a folder) name newer ones, S3RVER the program of that
// name from npm. It works as nobody in a fresh folder below /tmp.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { recordBarman } from './record-archives/barman.mjs';
import { recordBarmanCloud } from './record-archives/barmanCloud.mjs';
import { recordBaseBackups } from './record-archives/baseBackup.mjs';
import { recordPgBackRest } from './record-archives/pgBackRest.mjs';
import { run } from './record-files/servers.mjs';

const [servers, ...wanted] = process.argv.slice(2);
const pgBackRest = process.env.PGBACKREST ?? 'pgbackrest';
const barman = process.env.BARMAN ?? 'barman';

const all = ['none', 'gzip', 'bzip2', 'xz', 'zstd', 'lz4'];

const recorders = {
  'barman-cloud': context =>
    recordBarmanCloud({
      ...context,
      programs: process.env.BARMAN_CLOUD ?? '/usr/bin',
      s3rver: process.env.S3RVER,
      major: 17,
      compressions: all,
    }),
  basebackup: context => recordBaseBackups({ ...context, major: 18 }),
  'basebackup-old': context => recordBaseBackups({ ...context, major: 13 }),
  pgbackrest: context => recordPgBackRest({ ...context, pgBackRest, major: 17, newMajor: 18, block: true }),
  'pgbackrest-old': context =>
    recordPgBackRest({ ...context, pgBackRest: 'pgbackrest', major: 13, newMajor: 15 }),
  barman: context => recordBarman({ ...context, barman, major: 18, compressions: all, encrypts: true }),
  'barman-old': context =>
    recordBarman({ ...context, barman: 'barman', major: 15, compressions: ['none', 'gzip', 'bzip2'] }),
};

if (!servers || wanted.some(name => !(name in recorders))) {
  console.error(`usage: node scripts/record-archives.mjs SERVERS [${Object.keys(recorders).join('|')}...]`);
  process.exit(2);
}
const outFolder = new URL('../test/truth/archives/', import.meta.url).pathname;
mkdirSync(outFolder, { recursive: true });
for (const name of wanted.length ? wanted : Object.keys(recorders)) {
  const root = `/tmp/walscope-archives-${name}`;
  rmSync(root, { recursive: true, force: true });
  run('mkdir', ['-p', root]);
  const recorded = recorders[name]({ servers, root, port: 5986 });
  const bytes = gzipSync(JSON.stringify(recorded), { level: 9 });
  writeFileSync(`${outFolder}${name}.json.gz`, bytes);
  rmSync(root, { recursive: true, force: true });
  console.log(`${name}: ${bytes.length} bytes`);
}
