// A switchover and a split brain: what pg_rewind says of the old primary, and what backups are good for.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { attempt, run, write } from '../record-files/servers.mjs';
import { newCluster, pack, server, telling } from './server.mjs';

/** Majors whose own pg_rewind is there. */
const rewindable = [13, 15, 17, 18, 19];

export function recordFailover({ servers, major, root, port }) {
  const archive = join(root, 'archive');
  run('mkdir', ['-p', archive]);
  const primary = newCluster({ servers, major, root, port, archive });
  const standby = server({ servers, major, data: join(root, 'standby'), port: port + 1 });
  const truth = { major, version: primary.sql('show server_version'), rewinds: {}, backups: [] };
  const trees = {};
  const contents = {};
  let first = '';
  // what initdb wrote is large and of no matter here
  const late = path => !/^(pg_wal\/)?[0-9A-F]{24}$/.test(path) || path.slice(-16) >= first.slice(-16);
  const keep = (name, { data }) => {
    trees[name] = pack(contents, data, path => telling(path) && late(path));
  };

  primary.fill('before the backup', 2);
  const takeBackup = (from, name) => {
    const data = join(root, name);
    const programs = from.program('pg_basebackup');
    run(programs, [
      '-h',
      '/tmp',
      '-p',
      from.port,
      '-D',
      data,
      '-X',
      'none',
      '-c',
      'fast',
      '-l',
      name,
      '--no-sync',
    ]);
    keep(name, { data });
    return data;
  };
  takeBackup(primary, 'of the primary');
  first = readdirSync(archive)
    .find(name => name.endsWith('.backup'))
    .slice(0, 24);
  run('cp', ['-a', join(root, 'of the primary'), standby.data]);
  const follow = `primary_conninfo = 'host=/tmp port=${port}'\nrestore_command = 'cp ${archive}/%f %p'\n`;
  standby.recover(
    `${major < 12 ? "standby_mode = on\nrecovery_target_timeline = 'latest'\n" : ''}${follow}`,
    'standby.signal',
  );
  standby.start();
  primary.fill('after the backup', 2);
  primary.sql("select pg_create_restore_point('before the fork')");
  primary.fill('more', 1, false);
  primary.sql('checkpoint');
  const caughtUp = () =>
    standby.sql(`select pg_last_wal_replay_lsn() >= '${primary.sql('select pg_current_wal_lsn()')}'`) === 't';
  standby.until(caughtUp);
  standby.sql('checkpoint');
  takeBackup(standby, 'of the standby');
  primary.fill('after both', 1, false);
  primary.untilArchived();

  // a switchover: the standby got everything up to the shutdown checkpoint
  primary.stop();
  standby.promote();
  standby.fill('on timeline 2', 2);
  standby.sql('checkpoint');
  standby.untilArchived();
  standby.stop();
  keep('switched over', primary);
  keep('new primary', standby);
  const rewindTo = (target, source, name, options) => {
    if (!rewindable.includes(major)) return;
    const dirs = [`--target-pgdata=${target.data}`, `--source-pgdata=${source.data}`];
    truth.rewinds[name] = said(primary.program('pg_rewind'), ['--dry-run', ...dirs, ...options], root);
  };
  const rewind = (name, ...options) => rewindTo(primary, standby, name, options);
  rewind('switched over');

  // the old primary is started again by mistake
  primary.configure('archive_command = true');
  primary.start();
  primary.fill('written by mistake', 2);
  primary.sql('checkpoint');
  primary.fill('and more', 1, false);
  primary.stop();
  keep('diverged', primary);
  rewind('diverged');

  primary.configure('wal_log_hints = off');
  primary.start();
  primary.stop();
  keep('without hints', primary);
  rewind('without hints');
  primary.configure(`wal_log_hints = on\nrestore_command = 'cp ${archive}/%f %p'`);
  if (major >= 12) {
    primary.start();
    primary.stop();
    const checkpoint = /last common checkpoint at (\S+) on/.exec(truth.rewinds.diverged?.stderr ?? '')?.[1];
    keep('with hints again', primary);
    rewind('with hints again');
    const first = checkpoint && segmentOf(checkpoint);
    if (first && existsSync(join(primary.data, 'pg_wal', first))) {
      run('mv', [join(primary.data, 'pg_wal', first), join(root, first)]);
      keep('segment gone', primary);
      truth.gone = first;
      rewind('segment gone');
      rewind('segment gone, restored', '--restore-target-wal');
    }
  }

  // a branch: a restore to before the fork
  const branch = server({ servers, major, data: join(root, 'branch'), port: port + 2 });
  run('cp', ['-a', join(root, 'of the primary'), branch.data]);
  branch.recover(
    `restore_command = 'cp ${archive}/%f %p'\nrecovery_target_name = 'before the fork'\nrecovery_target_timeline = 1\nrecovery_target_action = promote\n`,
    'recovery.signal',
  );
  write(join(branch.data, 'postgresql.conf'), `port = ${port + 2}\n`, true);
  branch.start();
  branch.until(() => branch.sql('select pg_is_in_recovery()') === 'f');
  branch.fill('on the branch', 2);
  branch.untilArchived();
  branch.stop();
  keep('branch', branch);
  rewindTo(standby, branch, 'new primary to branch', []);
  rewindTo(branch, standby, 'branch to new primary', []);
  trees.archive = pack(contents, archive, late);

  // what each backup is good for, with all of the archive and without one segment after the other
  const segments = readdirSync(archive)
    .filter(name => /^[0-9A-F]{24}$/.test(name))
    .sort();
  for (const name of ['of the primary', 'of the standby'])
    for (const gone of [undefined, ...segments.slice(2, 9)]) {
      const tried = server({ servers, major, data: join(root, 'tried'), port: port + 3 });
      rmSync(tried.data, { recursive: true, force: true });
      run('cp', ['-a', join(root, name), tried.data]);
      // the standby's own, which goes before recovery.signal
      for (const own of ['standby.signal', 'recovery.conf']) rmSync(join(tried.data, own), { force: true });
      const command = gone ? `test %f != ${gone} && cp ${archive}/%f %p` : `cp ${archive}/%f %p`;
      tried.recover(
        `restore_command = '${command}'\nrecovery_target_timeline = '2'\nrecovery_target_action = promote\n`,
        'recovery.signal',
      );
      if (major >= 12) tried.configure('archive_mode = off\narchive_command = false');
      else write(join(tried.data, 'postgresql.conf'), 'archive_mode = off\n', true);
      rmSync(`${tried.data}.log`, { force: true });
      const started = attempt(tried.program('pg_ctl'), [
        '-D',
        tried.data,
        '-w',
        '-t',
        '60',
        '-l',
        `${tried.data}.log`,
        '-o',
        `-p ${tried.port}`,
        'start',
      ]);
      if (started.status === 0) tried.until(() => tried.sql('select pg_is_in_recovery()') === 'f');
      const log = tried.log();
      tried.kill();
      truth.backups.push({
        backup: name,
        gone,
        started: started.status === 0,
        consistent: /consistent recovery state reached at (\S+)/.exec(log)?.[1],
        fatal: /(?:FATAL|PANIC): +(.*)/.exec(log)?.[1],
        end: /redo done at (\S+)/.exec(log)?.[1],
      });
    }
  return { truth, trees, contents };
}

/** What a program prints on stderr and its exit status, without the place it worked in. */
function said(command, args, root) {
  const asNobody = process.getuid() === 0 ? ['runuser', '-u', 'nobody', '--'] : [];
  const [first, ...rest] = [...asNobody, command, ...args];
  const { stderr, status } = spawnSync(first, rest, {
    cwd: '/tmp',
    encoding: 'utf8',
    env: { LC_ALL: 'C', PATH: process.env.PATH },
  });
  return { stderr: stderr.replaceAll(root, '@'), status };
}

/** The name of the 1 MB segment on timeline 1 that holds an LSN. */
function segmentOf(lsn) {
  const [high, low] = lsn.split('/').map(part => Number.parseInt(part, 16));
  const hex = value => value.toString(16).toUpperCase().padStart(8, '0');
  return `00000001${hex(high)}${hex(Math.floor(low / 2 ** 20))}`;
}
