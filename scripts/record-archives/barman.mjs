// A Barman home: a server for each compression, one that streams, one that encrypts.
import { spawn } from 'node:child_process';
import { dirname, join } from 'node:path';
import { program, run, write } from '../record-files/servers.mjs';
import { makeCluster, packFolder, removeOne } from './cluster.mjs';

/** All that says something about WAL and backups; no data files. */
const kept = path => /(^|\/)(wals|incoming|streaming|meta)\/|\/backup\.info$|identity\.json$/.test(path);

/** Encrypted segments take a lot of room, and nobody reads more than their beginning. */
const limit = path => (path.startsWith('encrypted/wals/0') ? 1024 : undefined);

/** `{ tool, clusters, archives: { home: { files, truth } } }`; `compressions` are those that this Barman has. */
export function recordBarman({ servers, root, port, barman, major, compressions, encrypts }) {
  const home = join(root, 'home');
  const config = join(root, 'barman.conf');
  const archiving = [...compressions, ...(encrypts ? ['encrypted'] : [])];
  const names = [...archiving, 'streamed'];
  const tool = (...args) => run('env', [`GNUPGHOME=${root}/gnupg`, barman, '-c', config, ...args]);
  const archiveAll = () => {
    for (const name of names) tool('archive-wal', name);
  };
  const configuration = `archive_mode = on\narchive_command = 'sh ${root}/push.sh %p %f'\n`;
  const cluster = makeCluster({ servers, major, root, port, configuration, prepare });
  let receiver;
  try {
    tool('receive-wal', '--create-slot', 'streamed');
    receiver = receive();
    cluster.fill(2);
    archiveAll();
    // Barman keeps no WAL from before a server's first backup
    for (const name of names) if (name !== 'bzip2') backup(name);
    cluster.fill(4);
    archiveAll();
    const hole = cluster.lastSwitched;
    cluster.fill(2);
    archiveAll();
    backup('bzip2');
    receiver.kill();
    cluster.branch();
    receiver = receive();
    cluster.fill(2);
    archiveAll();
    // what has come since lies in incoming/
    cluster.fill();
    const holes = { gzip: removeOne(join(home, 'gzip/wals'), hole) };
    const backups = Object.fromEntries(names.map(name => [name, listBackups(name)]));
    return {
      tool: tool('--version').trim().split('\n')[0],
      clusters: [cluster.facts()],
      archives: { home: { files: packFolder(home, kept, limit), truth: { hole, holes, backups } } },
    };
  } finally {
    receiver?.kill();
    cluster.stop();
  }

  function prepare() {
    run('mkdir', [
      '-p',
      '-m',
      '700',
      join(root, 'lock'),
      join(root, 'gnupg'),
      ...names.map(name => join(home, name, 'incoming')),
    ]);
    const key = ['--batch', '--passphrase', '', '--quick-gen-key', 'walscope@example.org'];
    if (encrypts) run('gpg', ['--homedir', join(root, 'gnupg'), ...key]);
    const programs = dirname(program(servers, 'pg_basebackup', major));
    write(config, configText({ root, port, programs, compressions, encrypts }));
    const push = archiving.map(name => `cp "$1" ${home}/${name}/incoming/"$2" &&`);
    write(join(root, 'push.sh'), `${push.join('\n')} true\n`);
  }

  /** The server waits with the end of a backup until its last segment is archived, Barman until it has it. */
  function backup(name) {
    tool('backup', name);
    tool('archive-wal', name);
  }

  /** `barman receive-wal` until it is killed. */
  function receive() {
    const asNobody = process.getuid() === 0 ? ['runuser', '-u', 'nobody', '--'] : [];
    const [command, ...args] = [...asNobody, barman, '-c', config, 'receive-wal', 'streamed'];
    const started = spawn(command, args, { stdio: 'ignore', cwd: '/tmp' });
    run('sleep', ['2']);
    return {
      kill: () => {
        tool('receive-wal', '--stop', 'streamed');
        started.kill();
      },
    };
  }

  function listBackups(name) {
    const listed = Object.values(JSON.parse(tool('-f', 'json', 'list-backups', name))).flat();
    // Barman cannot show a backup where the history files are encrypted
    if (name === 'encrypted') return listed;
    return listed.map(each => JSON.parse(tool('-f', 'json', 'show-backup', name, each.backup_id))[name]);
  }
}

function configText({ root, port, programs, compressions, encrypts }) {
  const connection = `host=/tmp port=${port} user=postgres dbname=postgres`;
  const server = (name, ...lines) => [
    `[${name}]`,
    'description = recorded',
    `conninfo = ${connection}`,
    `streaming_conninfo = ${connection}`,
    'backup_method = postgres',
    `path_prefix = ${programs}`,
    ...lines,
  ];
  const encryption = [
    'encryption = gpg',
    'encryption_key_id = walscope@example.org',
    'backup_compression = none',
    'backup_compression_format = tar',
  ];
  const lines = [
    '[barman]',
    `barman_user = ${run('id', ['-un']).trim()}`,
    `barman_home = ${root}/home`,
    `barman_lock_directory = ${root}/lock`,
    `log_file = ${root}/barman.log`,
    `configuration_files_directory = ${root}/none`,
    'immediate_checkpoint = true',
    ...compressions.flatMap(name =>
      server(name, 'archiver = on', ...(name === 'none' ? [] : [`compression = ${name}`])),
    ),
    ...server('streamed', 'streaming_archiver = on', 'slot_name = streamed'),
    ...(encrypts ? server('encrypted', 'archiver = on', ...encryption) : []),
  ];
  return `${lines.join('\n')}\n`;
}
