// A bucket of barman-cloud, which CloudNativePG fills as well, on a local S3 server: the program s3rver from npm.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { run, write } from '../record-files/servers.mjs';
import { makeCluster, packFolder, removeOne } from './cluster.mjs';

const bucket = 'archive';
const s3Port = 5985;
/** What s3rver calls the content of an object. */
const content = '._S3rver_object';
const keys = ['AWS_ACCESS_KEY_ID=S3RVER', 'AWS_SECRET_ACCESS_KEY=S3RVER', 'AWS_DEFAULT_REGION=us-east-1'];

/** `{ tool, clusters, archives: { bucket: { files, truth } } }`; `compressions` are those that this Barman has. */
export function recordBarmanCloud({ servers, root, port, programs, s3rver, major, compressions }) {
  const tool = (name, ...args) =>
    run('env', [
      ...keys,
      `PATH=${process.env.PATH}`,
      join(programs, name),
      '--endpoint-url',
      `http://127.0.0.1:${s3Port}`,
      ...args,
    ]);
  const asNobody = process.getuid() === 0 ? ['runuser', '-u', 'nobody', '--'] : [];
  const [command, ...args] = [
    ...asNobody,
    process.execPath,
    s3rver,
    '-d',
    `${root}/s3`,
    '-p',
    String(s3Port),
    '--configure-bucket',
    bucket,
  ];
  run('mkdir', ['-p', join(root, 's3')]);
  const s3 = spawn(command, args, { stdio: 'ignore', cwd: '/tmp' });
  run('sleep', ['2']);
  const push = compressions.map(
    name =>
      `${keys.join(' ')} ${join(programs, 'barman-cloud-wal-archive')} --endpoint-url http://127.0.0.1:${s3Port} ${name === 'none' ? '' : `--${name}`} s3://${bucket} ${name} "$1" &&`,
  );
  write(join(root, 'push.sh'), `${push.join('\n')} true\n`);
  const configuration = `archive_mode = on\narchive_command = 'sh ${root}/push.sh %p'\n`;
  const cluster = makeCluster({ servers, major, root, port, configuration });
  try {
    cluster.fill(2);
    for (const name of ['none', 'gzip']) backup(name);
    cluster.fill(3);
    const hole = cluster.lastSwitched;
    cluster.fill(1);
    cluster.branch();
    cluster.fill(2);
    const holes = { gzip: removeOne(join(root, 's3', bucket, 'gzip/wals'), `${hole}.gz${content}`) };
    const backups = Object.fromEntries(['none', 'gzip'].map(name => [name, list(name)]));
    const stored = packFolder(
      join(root, 's3', bucket),
      path => path.endsWith(content) && !/\/data\.tar/.test(path),
    );
    const files = Object.fromEntries(
      Object.entries(stored).map(([path, bytes]) => [path.slice(0, -content.length), bytes]),
    );
    return {
      tool: tool('barman-cloud-backup-list', '--version').trim(),
      clusters: [cluster.facts()],
      archives: { bucket: { files, truth: { hole, holes, backups } } },
    };
  } finally {
    cluster.stop();
    s3.kill();
  }

  function backup(name) {
    tool(
      'barman-cloud-backup',
      '-h',
      '/tmp',
      '-p',
      port,
      '-U',
      'postgres',
      '--immediate-checkpoint',
      '-n',
      `nightly-${name}`,
      `s3://${bucket}`,
      name,
    );
  }

  function list(name) {
    return JSON.parse(tool('barman-cloud-backup-list', '--format', 'json', `s3://${bucket}`, name))
      .backups_list;
  }
}
