// Records what a PostgreSQL 18 server does with the recoveries that WALScope plans for the sample:
//   node --import tsx scripts/record-recover.ts
// Each backup of the sample, which has no table data, is laid over a fresh cluster; the settings are written exactly as
// the extension writes them. Becomes test/truth/recover/sample-18.json.
import { spawn, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { openArchive } from '../server/archive/openArchive.ts';
import { nodeDecompression } from '../server/bytes/nodeDecompression.ts';
import { nodeFiles } from '../server/bytes/nodeFiles.ts';
import { editSettings } from '../server/inspect/recovery/editSettings.ts';
import { finderOf, findPlaces } from '../server/inspect/recovery/findPlaces.ts';
import { planRecovery } from '../server/inspect/recovery/planRecovery.ts';
import { inProject } from './lib/project.mjs';
import { give, installServer, Server } from './sample/server.mjs';
import { unpack } from './sample.mjs';

const wanted = [
  'drop orders',
  'point before_release_42',
  'point pre_v2',
  'xid 3900',
  '0/1B00080',
  '0/11FFFFF',
];
const major = 18;
const root = '/tmp/walscope-recover';
const isRoot = process.getuid?.() === 0;
const owner = isRoot ? { uid: 65534, gid: 65534 } : {};

rmSync(root, { recursive: true, force: true });
give(root);
await unpack(`${root}/sample`);
const home = installServer();
const { clusters } = await openArchive(nodeFiles, [`${root}/sample`], nodeDecompression);
const finder = finderOf(nodeFiles, clusters[0], nodeDecompression);
const truth: unknown[] = [];
for (const [number, text] of wanted.entries()) {
  const [place] = (await findPlaces(finder, clusters[0], text, {})).places;
  const input = { files: nodeFiles, platform: nodeDecompression, cluster: clusters[0], finder, place };
  const plan = await planRecovery(input);
  const data = `${root}/${number}`;
  restore(String(plan.backup), data, 54200 + number);
  const edit = await editSettings(nodeFiles, data, major, plan.what, plan.settings, []);
  if ('refusal' in edit) throw new Error(edit.refusal);
  writeFileSync(edit.edit.path, edit.edit.after);
  writeFileSync(String(edit.signalPath), '');
  if (isRoot) spawnSync('chown', ['-R', '65534:65534', data]);
  truth.push({ text, ...(await run(data, 54200 + number)) });
}
mkdirSync(inProject('test/truth/recover'), { recursive: true });
writeFileSync(inProject('test/truth/recover/sample-18.json'), `${JSON.stringify(truth, undefined, 1)}\n`);
rmSync(root, { recursive: true, force: true });

/** The backup's files over those of a cluster of the same shape. */
function restore(backup: string, data: string, port: number): void {
  new Server(home, data, port).initdb(['--wal-segsize=1']);
  for (const name of readdirSync(`${data}/pg_wal`))
    if (/^[0-9A-F]{24}$/.test(name)) rmSync(`${data}/pg_wal/${name}`);
  cpSync(`${root}/sample/backups/${backup.replace(' ', '-')}`, data, { recursive: true });
}

/** Starts the server, and promotes it where it pauses; the lines of its log without times. */
async function run(data: string, port: number): Promise<Record<string, unknown>> {
  const options = ['-D', data, '-p', String(port), '-k', root, '-h', '', '-F'];
  const server = spawn(`${home}/bin/postgres`, options, { ...owner, stdio: ['ignore', 'ignore', 'pipe'] });
  let text = '';
  server.stderr.on('data', piece => {
    text += piece;
  });
  const log = () =>
    text
      .split('\n')
      .filter(line => line !== '')
      .map(line => line.replace(/^\S+ \S+ UTC \[\d+\] /, ''));
  const until = async (pattern: RegExp) => {
    for (let tries = 0; !pattern.test(text) && server.exitCode === null; tries++) {
      if (tries > 600) throw new Error(`waited a minute for ${pattern}:\n${text}`);
      await setTimeout(100);
    }
  };
  await until(/HINT: {2}Execute pg_wal_replay_resume/);
  const paused = log();
  if (server.exitCode !== null) return { log: paused };
  writeFileSync(`${data}/promote`, '');
  server.kill('SIGUSR1');
  await until(/database system is ready to accept connections/);
  const histories = readdirSync(`${data}/pg_wal`).filter(name => name.endsWith('.history'));
  const newest = histories.sort().at(-1)!;
  const promoted = log().slice(paused.length);
  const ended = new Promise(resolve => server.once('exit', resolve));
  server.kill('SIGQUIT');
  await ended;
  const path = `${data}/pg_wal/${newest}`;
  return {
    log: paused,
    promoted,
    history: { name: newest, content: existsSync(path) && readFileSync(path, 'utf8') },
  };
}
