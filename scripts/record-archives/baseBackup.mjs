// What pg_basebackup leaves as tar archives, and pg_receivewal as folders of segments.
import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { attempt, run } from '../record-files/servers.mjs';
import { makeCluster, packFolder, removeOne } from './cluster.mjs';

const keptMembers =
  /^(\.\/)?(backup_label|tablespace_map|PG_VERSION|global\/pg_control|pg_wal\/[^/]+|pg_wal\/)$/;
const programs = { gz: ['gzip', '-n'], lz4: ['lz4', '-q'], zst: ['zstd', '-q'] };

/** `{ tool, clusters, archives: { name: { files, truth } } }` */
export function recordBaseBackups({ servers, root, port, major }) {
  const spaces = join(root, 'space');
  run('mkdir', ['-p', spaces]);
  const archive = `archive_mode = on\narchive_command = 'cp %p ${root}/archive/%f'\n`;
  run('mkdir', ['-p', join(root, 'archive')]);
  const summarize = major >= 17 ? 'summarize_wal = on\n' : '';
  const cluster = makeCluster({ servers, major, root, port, configuration: archive + summarize });
  const connection = ['-h', '/tmp', '-p', port, '-U', 'postgres'];
  const receivers = [];
  try {
    cluster.sql(`create tablespace fast location '${spaces}'`);
    receive('received');
    receive('received-gz', '--compress=1');
    if (major >= 15) receive('received-lz4', '--compress=lz4');
    run('sleep', ['1']);
    cluster.fill();
    const archives = {};
    backup('tar', '-X', 'stream');
    backup('tar-gz', '-z', '-X', 'stream');
    backup('tar-fetched', '-X', 'fetch');
    backup('tar-bare', '-X', 'none');
    if (major >= 15) {
      backup('server-zstd', '--compress=server-zstd', '-X', 'stream');
      backup('server-lz4', '--compress=server-lz4', '-X', 'fetch');
      backup('client-zstd', '--compress=client-zstd', '-X', 'stream');
      backup('client-lz4', '--compress=client-lz4', '-X', 'fetch');
    }
    if (major >= 17) backup('incremental', '-X', 'stream', `--incremental=${root}/tar/backup_manifest`);
    cluster.fill(3);
    const hole = cluster.lastSwitched;
    cluster.fill(2);
    run('sleep', ['1']);
    for (const receiver of receivers) receiver.kill();
    run('sleep', ['1']);
    for (const { name } of receivers) archives[name] = { files: packFolder(join(root, name)), truth: {} };
    removeOne(join(root, 'received'), hole);
    archives['received-hole'] = { files: packFolder(join(root, 'received')), truth: { hole } };
    return {
      tool: run(cluster.program('pg_basebackup'), ['--version']).trim(),
      clusters: [cluster.facts()],
      archives,
    };

    function backup(name, ...options) {
      const folder = join(root, name);
      run(cluster.program('pg_basebackup'), [
        ...connection,
        '-D',
        folder,
        '-Ft',
        '-c',
        'fast',
        '-l',
        `nightly ${name}`,
        ...options,
      ]);
      if (major < 13) return;
      cluster.untilArchived();
      const history = readdirSync(join(root, 'archive'))
        .filter(each => each.endsWith('.backup'))
        .sort()
        .pop();
      archives[name] = {
        files: { ...packFolder(thinned(folder)) },
        truth: {
          // what the server wrote at the end of the backup
          backupHistory: readFileSync(join(root, 'archive', history), 'utf8'),
          verified:
            major >= 18 ? attempt(cluster.program('pg_verifybackup'), ['-n', folder]).stdout : undefined,
        },
      };
    }
  } finally {
    for (const receiver of receivers) receiver.kill();
    cluster.stop();
  }

  function receive(name, ...options) {
    const folder = join(root, name);
    run('mkdir', ['-p', folder]);
    const asNobody = process.getuid() === 0 ? ['runuser', '-u', 'nobody', '--'] : [];
    const receiver = cluster.program('pg_receivewal');
    const [command, ...args] = [...asNobody, receiver, ...connection, '-D', folder, ...options];
    const started = spawn(command, args, { stdio: 'ignore', cwd: '/tmp' });
    receivers.push({ name, kill: () => started.kill('SIGTERM') });
  }
}

/** A copy of a backup without the data files in base.tar, and the manifest without what it says of them. */
function thinned(folder) {
  const copy = `${folder}-thinned`;
  run('mkdir', ['-p', copy]);
  for (const file of readdirSync(folder)) {
    const [, , suffix] = /^(base|\d+)\.tar(?:\.(\w+))?$/.exec(file) ?? [];
    const target = join(copy, file);
    if (!/^(base|\d+)\.tar/.test(file)) run('cp', [join(folder, file), target]);
    else if (suffix) {
      const [program, ...options] = programs[suffix];
      const plain = run(program, ['-d', '-c', ...options], {
        input: readFileSync(join(folder, file)),
        encoding: 'buffer',
        stdio: 'pipe',
        maxBuffer: 2 ** 30,
      });
      const again = run(program, ['-c', ...options], {
        input: thinTar(plain),
        encoding: 'buffer',
        stdio: 'pipe',
      });
      run('tee', [target], { input: again, stdio: ['pipe', 'ignore', 'pipe'] });
    } else
      run('tee', [target], {
        input: thinTar(readFileSync(join(folder, file))),
        stdio: ['pipe', 'ignore', 'pipe'],
      });
  }
  const manifest = join(copy, 'backup_manifest');
  if (existsSync(manifest)) {
    const lines = readFileSync(manifest, 'utf8').split('\n');
    const files = lines.filter(line => line.startsWith('{ "Path"'));
    const rest = new Set(files.slice(3, -3));
    run('tee', [manifest], {
      input: lines.filter(line => !rest.has(line)).join('\n'),
      stdio: ['pipe', 'ignore', 'pipe'],
    });
  }
  return copy;
}

/** The members of a tar archive that say something about WAL, headers as they were. */
function thinTar(bytes) {
  const parts = [];
  let at = 0;
  while (at + 512 <= bytes.length && bytes[at] !== 0) {
    const header = bytes.subarray(at, at + 512);
    const name = header.subarray(0, 100).toString('latin1').replace(/\0.*$/s, '');
    const size = Number.parseInt(header.subarray(124, 136).toString('latin1'), 8);
    const end = at + 512 + Math.ceil(size / 512) * 512;
    if (keptMembers.test(name)) parts.push(bytes.subarray(at, end));
    at = end;
  }
  return Buffer.concat([...parts, Buffer.alloc(1024)]);
}
