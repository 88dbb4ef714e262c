// Makes accidents among traffic on real servers, and proves that recovery as `walscope find` recommends it undoes each:
//   node scripts/record-find.mjs SERVERS [MAJOR...]
// SERVERS holds debian/MAJOR/bin, embedded/MAJOR/bin (server only) and built/MAJOR/bin (pg_waldump). It works as nobody
// in a fresh folder below /tmp.
import { execFileSync } from 'node:child_process';
import { chmodSync, rmSync } from 'node:fs';
import { inProject } from './lib/project.mjs';
import { run } from './record-files/servers.mjs';
import { recordAccidents } from './record-find/accidents.mjs';

const [servers, ...wanted] = process.argv.slice(2);
if (!servers) {
  console.error('usage: node scripts/record-find.mjs SERVERS [MAJOR...]');
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
    return JSON.parse(execFileSync(process.execPath, command, { cwd: inProject('.'), encoding: 'utf8' }));
  } catch (error) {
    if (error.status === 1) return JSON.parse(error.stdout);
    throw error;
  }
}

let failed = 0;
for (const major of wanted.length ? wanted.map(Number) : [10, 11, 12, 13, 14, 15, 16, 17, 18, 19]) {
  const root = `/tmp/walscope-find-${major}`;
  rmSync(root, { recursive: true, force: true });
  run('mkdir', ['-p', root]);
  const { truth } = await recordAccidents({ servers, major, root, port: 5980, find });
  for (const { name, event, stopped, rows, found, problems = [] } of truth.recoveries) {
    if (problems.length) failed++;
    console.log(
      `${major} ${name}: ${event ? `${JSON.stringify(event.target.settings)} ${stopped} ${rows} rows` : `${found} found`} ${problems.join('; ')}`,
    );
  }
}
console.log(failed ? `${failed} FAILED` : 'all fine');
process.exitCode = failed ? 1 : 0;
