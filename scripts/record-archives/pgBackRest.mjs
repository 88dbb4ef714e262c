// pgBackRest repositories: all compressions, encryption, two repositories, bundles, an upgrade, branches and holes.
import { join } from 'node:path';
import { run, write } from '../record-files/servers.mjs';
import { makeCluster, packFolder, removeOne } from './cluster.mjs';

const compressions = ['none', 'gz', 'lz4', 'zst', 'bz2'];
/** All that says something about WAL and backups; no data files. */
const kept = path => path.startsWith('archive/') || /^backup\/[^/]+\/backup\.info(\.copy)?$/.test(path);

const cipher = { 'cipher-type': 'aes-256-cbc', 'cipher-pass': 'secret' };

function configText(root, port, repositories, stanzas) {
  const repository = (options, index) =>
    Object.entries({ 'retention-full': 9, ...options }).map(
      ([key, value]) => `repo${index + 1}-${key}=${value}`,
    );
  const stanza = name => [
    `[${name}]`,
    `pg1-path=${root}/data`,
    `pg1-port=${port}`,
    'pg1-socket-path=/tmp',
    'pg1-user=postgres',
    ...(compressions.includes(name) ? [`compress-type=${name}`] : []),
  ];
  const global = [
    '[global]',
    ...repositories.flatMap(repository),
    `lock-path=${root}/lock`,
    `spool-path=${root}/spool`,
    'log-level-file=off',
    'log-level-console=warn',
    'start-fast=y',
    'archive-timeout=30',
  ];
  return `${[...global, ...stanzas.flatMap(stanza)].join('\n')}\n`;
}

/** `{ tool, clusters, archives: { name: { files, truth } } }` */
export function recordPgBackRest({ servers, root, port, pgBackRest, major, newMajor, block }) {
  const config = (name, repositories, stanzas) => {
    const path = join(root, `${name}.conf`);
    write(path, configText(root, port, repositories, stanzas));
    return path;
  };
  const plain = { path: `${root}/several` };
  const several = config('several', [plain], compressions);
  const two = config('two', [{ path: `${root}/first` }, { path: `${root}/encrypted`, ...cipher }], ['main']);
  const bundled = config(
    'bundled',
    [{ path: `${root}/bundled`, bundle: 'y', ...(block && { block: 'y' }) }],
    ['bundled'],
  );
  const tool = (stanza, file, ...args) =>
    run(pgBackRest, [`--config=${file}`, `--stanza=${stanza}`, ...args]);
  const backup = (type, stanza, file, ...more) => tool(stanza, file, `--type=${type}`, ...more, 'backup');
  const stanzas = [...compressions.map(name => [name, several]), ['main', two], ['bundled', bundled]];
  const push = stanzas.map(
    ([stanza, file]) => `${pgBackRest} --config=${file} --stanza=${stanza} archive-push "$1" &&`,
  );
  write(join(root, 'push.sh'), `${push.join('\n')} true\n`);
  const configuration = `archive_mode = on\narchive_command = 'sh ${root}/push.sh %p'\n`;
  const createStanzas = () => {
    for (const [stanza, file] of stanzas) tool(stanza, file, '--no-online', 'stanza-create');
  };
  const cluster = makeCluster({ servers, major, root, port, configuration, prepare: createStanzas });
  const clusters = [];
  let upgraded;
  try {
    cluster.fill();
    for (const [stanza, file] of [
      ['gz', several],
      ['main', two],
      ['bundled', bundled],
    ])
      backup('full', stanza, file);
    backup('full', 'main', two, '--repo=2');
    cluster.fill(2);
    backup('diff', 'gz', several);
    backup('incr', 'bundled', bundled);
    cluster.fill(2);
    const hole = cluster.lastSwitched;
    cluster.fill();
    backup('incr', 'gz', several);
    cluster.branch();
    cluster.fill(2);
    backup('full', 'zst', several);
    clusters.push(cluster.facts());
    cluster.stop();
    run('mv', [join(root, 'data'), join(root, 'old')]);
    const upgradeStanzas = () => {
      for (const [stanza, file] of stanzas) tool(stanza, file, '--no-online', 'stanza-upgrade');
    };
    upgraded = makeCluster({ servers, major: newMajor, root, port, configuration, prepare: upgradeStanzas });
    upgraded.fill(2);
    backup('full', 'main', two);
    upgraded.fill();
    clusters.push(upgraded.facts());
    const holes = {};
    for (const stanza of compressions) holes[stanza] = removeOne(`${root}/several/archive/${stanza}`, hole);
    const info = (stanza, file) => JSON.parse(tool(stanza, file, '--output=json', 'info'));
    const archive = (name, infos, more = {}) => ({
      files: packFolder(join(root, name), kept),
      truth: { info: infos, ...more },
    });
    return {
      tool: run(pgBackRest, ['version']).trim(),
      clusters,
      archives: {
        several: archive(
          'several',
          compressions.flatMap(stanza => info(stanza, several)),
          { hole, holes },
        ),
        first: archive('first', info('main', two)),
        encrypted: archive('encrypted', info('main', two)),
        bundled: archive('bundled', info('bundled', bundled)),
      },
    };
  } finally {
    cluster.stop();
    upgraded?.stop();
  }
}
