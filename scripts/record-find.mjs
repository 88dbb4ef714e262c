// Makes accidents among traffic on real servers, and proves that recovery as `walscope find` recommends it undoes each:
//   node scripts/record-find.mjs SERVERS [accidents|kinds|fork|fork-lost] [MAJOR...]
// SERVERS holds debian/MAJOR/bin, embedded/MAJOR/bin (server only) and built/MAJOR/bin (pg_waldump). It works as nobody
// in a fresh folder below /tmp.
import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants } from 'node:zlib';
import { inProject } from './lib/project.mjs';
import { run } from './record-files/servers.mjs';
import { recordAccidents } from './record-find/accidents.mjs';
import { recordFork } from './record-find/fork.mjs';
import { recordKinds } from './record-find/kinds.mjs';

const [servers, ...wanted] = process.argv.slice(2);
if (!servers) {
  console.error('usage: node scripts/record-find.mjs SERVERS [accidents|kinds|fork|fork-lost] [MAJOR...]');
  process.exit(2);
}

function find(args, ...paths) {
  const command = [
    '--import',
    'tsx',
    inProject('server/cli/launch.ts'),
    'find',
    '--format',
    'json',
    ...args,
    ...paths,
  ];
  try {
    return JSON.parse(
      execFileSync(process.execPath, command, { cwd: inProject('.'), encoding: 'utf8', maxBuffer: 1 << 28 }),
    );
  } catch (error) {
    if (error.status === 1) return JSON.parse(error.stdout);
    throw error;
  }
}

const outFolder = inProject('test/truth/find');
mkdirSync(outFolder, { recursive: true });

const recorders = {
  accidents: { record: recordAccidents, majors: [11, 16, 19] },
  kinds: { record: recordKinds, majors: [11, 18] },
  fork: { record: recordFork, majors: [18] },
  'fork-lost': { record: parts => recordFork({ ...parts, dies: true }), majors: [13] },
};
const wantedMajors = wanted.map(Number).filter(Number.isInteger);
const names = wanted.filter(name => name in recorders);

let failed = 0;
for (const name of names.length ? names : Object.keys(recorders))
  for (const major of wantedMajors.length ? wantedMajors : recorders[name].majors) {
    const root = `/tmp/walscope-find-${name}-${major}`;
    rmSync(root, { recursive: true, force: true });
    run('mkdir', ['-p', root]);
    const recording = await recorders[name].record({ servers, major, root, port: 5980, find });
    for (const accident of recording.truth.accidents)
      for (const { settings, stopped, rows, missing, leavesOut, problems } of accident.proofs) {
        if (problems.length) failed++;
        const outcome = `${rows} rows, ${missing} of ${leavesOut} left out`;
        console.log(
          `${major} ${accident.name}: ${JSON.stringify(settings)} ${stopped}: ${outcome} ${problems.join('; ')}`,
        );
      }
    const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_LGWIN]: 24 };
    const bytes = brotliCompressSync(JSON.stringify(recording), { params });
    writeFileSync(join(outFolder, `${name}-${major}.json.br`), bytes);
    console.log(`${name} ${major}: ${bytes.length} bytes`);
    rmSync(root, { recursive: true, force: true });
  }
console.log(failed ? `${failed} FAILED` : 'all fine');
process.exitCode = failed ? 1 : 0;
