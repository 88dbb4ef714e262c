// Accidents before and after a fork, on both of its timelines. In one cluster the old primary goes on and archives, in
// the other it dies: the end of its timeline is then in the new one's first segment alone.
import { join } from 'node:path';
import { run } from '../record-files/servers.mjs';
import { newCluster, pack, server } from '../record-timelines/server.mjs';
import { traffic } from './accidents.mjs';
import { committed, parseLsn, recovered } from './recovery.mjs';

export async function recordFork({ servers, major, root, port, find, dies }) {
  const archive = join(root, 'archive');
  run('mkdir', ['-p', archive]);
  const primary = newCluster({ servers, major, root, port, archive, configuration: 'wal_level = replica' });
  const psql = primary.program('psql');
  primary.sql('create table ledger (xid bigint default txid_current(), session int, n int)');
  for (const name of ['north', 'east', 'west']) {
    primary.sql(`create table ${name} (id int)`);
    primary.sql(`insert into ${name} values (1)`);
  }
  primary.fill('before the backup', 1);
  const backup = join(root, 'backup');
  const options = ['-X', 'none', '-c', 'fast', '-l', 'nightly', '--no-sync'];
  run(primary.program('pg_basebackup'), ['-h', '/tmp', '-p', port, '-D', backup, ...options]);
  const standby = server({ servers, major, data: join(root, 'standby'), port: port + 1 });
  run('cp', ['-a', backup, standby.data]);
  const follow = `primary_conninfo = 'host=/tmp port=${port}'\nrestore_command = 'cp ${archive}/%f %p'\n`;
  const old = major < 12 ? "standby_mode = on\nrecovery_target_timeline = 'latest'\n" : '';
  standby.recover(`${old}${follow}`, 'standby.signal');
  standby.start();
  await Promise.all(traffic(psql, port, 0));
  primary.sql('drop table north');
  await Promise.all(traffic(psql, port, 1));
  const end = primary.sql('select pg_current_wal_lsn()');
  standby.until(() => standby.sql(`select pg_last_wal_replay_lsn() >= '${end}'`) === 't');
  if (dies) primary.kill();
  standby.promote();
  if (!dies) {
    await Promise.all(traffic(psql, port, 2));
    primary.sql('drop table east');
    await Promise.all(traffic(psql, port, 3));
    primary.sql('select pg_switch_wal()');
    primary.untilArchived();
    primary.stop();
  }
  await Promise.all(traffic(psql, port + 1, 4));
  standby.sql('drop table west');
  await Promise.all(traffic(psql, port + 1, 5));
  standby.sql('select pg_switch_wal()');
  standby.untilArchived();
  standby.stop();
  const history = run('cat', [join(archive, '00000002.history')]);
  const fork = parseLsn(history.split('\t')[1]);
  const old1 = committed(servers, major, archive, '00000001');
  const new2 = committed(servers, major, archive, '00000002');
  const truth = { major, dies, accidents: [] };
  for (const drop of dies ? ['north', 'west'] : ['north', 'east', 'west']) {
    const { events } = find(['--drop', drop], archive, backup);
    if (events.length !== 1) throw new Error(`${drop}: ${events.length} events`);
    const [{ target, tli }] = events;
    const probe = `select count(*) from ${drop}`;
    const outcome = recovered({ servers, major, root, port: port + 2, archive, backup, target, probe });
    const stop = parseLsn(target.stopsAt);
    const onTwo = target.settings.recovery_target_timeline === '2';
    const before = onTwo
      ? [...old1.filter(({ lsn }) => lsn < fork && lsn < stop), ...new2.filter(({ lsn }) => lsn < stop)]
      : old1.filter(({ lsn }) => lsn < stop);
    const expected = new Set(before.map(({ xid }) => xid));
    const got = outcome.ledger.split(',').map(Number);
    const problems = [
      got.every(xid => expected.has(xid)) ? '' : 'rows too many',
      outcome.probe === '1' ? '' : `${probe} gives ${outcome.probe}`,
      ...checkLedger(got, expected, major, root),
    ].filter(Boolean);
    truth.accidents.push({
      name: drop,
      drop,
      tli,
      proofs: [{ ...target, stopped: outcome.stopped, rows: got.length, missing: 0, problems }],
    });
  }
  const contents = {};
  const late = path => !/^[0-9A-F]{24}$/.test(path) || path.slice(8) >= first.slice(8);
  const first = /file ([0-9A-F]{24})/.exec(run('cat', [join(backup, 'backup_label')]))[1];
  const telling = /^(PG_VERSION|backup_label|global\/pg_control)$/;
  const trees = {
    archive: pack(contents, archive, late),
    backup: pack(contents, backup, path => telling.test(path)),
  };
  return { truth, trees, contents };
}

/** Of the traffic, two transactions of nine write no row or one of a subtransaction's; all others count. */
function checkLedger(got, expected) {
  const rows = new Set(got);
  const traffic = [...expected].filter(xid => xid >= Math.min(...got));
  const missing = traffic.filter(xid => !rows.has(xid));
  // drops and the like have no row in the ledger
  return missing.length > 4 ? [`${missing.length} rows are missing`] : [];
}
