// Accidents among concurrent traffic, each found by `walscope find` and undone by recovering a backup as it recommends.
import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { attempt, query, run, write } from '../record-files/servers.mjs';
import { newCluster, pack, server } from '../record-timelines/server.mjs';

/** Who ran which transaction: every transaction of the traffic leaves its ID here, in the database that nobody drops. */
const schema = `
create table ledger (xid bigint default txid_current(), session int, n int);
create table orders (id serial primary key, what text, at timestamptz default now());
insert into orders (what) select repeat('order ', 5) from generate_series(1, 500);
create table items (id int, what text);
insert into items select g, 'item' from generate_series(1, 500) g;
create table drafts (id int); alter table drafts rename to invoices;
insert into invoices values (1), (2);
create schema sales; create table sales.leads (id int); create table sales.deals (id int);
create view sales.all_deals as select * from sales.deals;
insert into sales.leads values (1); insert into sales.deals values (1);
create table first (id int); create table second (id int); create table third (id int);
create table prepared (id int); insert into prepared values (1);
create table kept (id int primary key, what text); insert into kept select g, 'kept' from generate_series(1, 300) g;
create table after_rewrite (id int); insert into after_rewrite values (1);
create unlogged table cache (id int); insert into cache values (1);
`;

/** The accidents in their order: what is done, what it is found by, and what shows that it was undone. */
export const accidents = [
  {
    name: 'drop of a table',
    sql: ['drop table orders'],
    drop: 'orders',
    probe: 'select count(*) from orders',
    shows: '500',
  },
  {
    name: 'truncate',
    sql: ['truncate items'],
    drop: 'items',
    probe: 'select count(*) from items',
    shows: '500',
  },
  {
    name: 'drop after a rename',
    sql: ['drop table invoices'],
    drop: 'invoices',
    probe: 'select count(*) from invoices',
    shows: '2',
  },
  { name: 'rolled back', sql: ['begin; drop table kept; rollback'], drop: 'kept' },
  {
    name: 'drop of a schema',
    sql: ['drop schema sales cascade'],
    drop: 'sales',
    probe: 'select count(*) from sales.all_deals',
    shows: '1',
  },
  {
    name: 'several in a transaction, one with a savepoint that was rolled back',
    sql: [
      'begin; drop table first; savepoint a; drop table third; rollback to a; savepoint b; drop table second; commit',
    ],
    drop: 'second',
    probe: 'select count(*) from first, second, third',
    shows: '0',
  },
  {
    name: 'in a prepared transaction',
    sql: ["begin; drop table prepared; prepare transaction 'it''s done'", "commit prepared 'it''s done'"],
    drop: 'prepared',
    rescue: "rollback prepared 'it''s done'",
    probe: 'select count(*) from prepared',
    shows: '1',
  },
  {
    name: 'catalogs rewritten',
    sql: ['vacuum full pg_class', 'vacuum full pg_namespace', 'vacuum full kept', 'reindex table kept'],
    drop: 'kept',
  },
  {
    name: 'drop after a rewrite of the catalogs',
    sql: ['drop table after_rewrite'],
    drop: 'after_rewrite',
    probe: 'select count(*) from after_rewrite',
    shows: '1',
  },
  {
    name: 'drop of a database',
    sql: ['drop database shop'],
    drop: 'shop',
    database: 'shop',
    probe: 'select count(*) from stock',
    shows: '7',
  },
  {
    name: 'drop of an unlogged table',
    sql: ['drop table cache'],
    drop: 'cache',
    probe: 'select count(*) from cache',
    shows: '0',
  },
];

const sessions = 3;
const perSession = 60;

/** Concurrent sessions; some of their transactions are long, roll back or use savepoints. */
function traffic(psql, port, round) {
  return Array.from({ length: sessions }, (_, session) => {
    const lines = Array.from({ length: perSession }, (_, n) => {
      const entry = `insert into ledger (session, n) values (${session}, ${round * perSession + n});`;
      const pause = `select pg_sleep(${((n * 7 + session * 3) % 11) / 1000});`;
      if (n % 9 === 4) return `begin; ${entry} ${pause} rollback;`;
      if (n % 9 === 7) return `begin; savepoint a; ${entry} release a; ${pause} commit;`;
      return `begin; ${entry} ${pause} commit;`;
    });
    const args = ['-h', '/tmp', '-p', String(port), '-d', 'postgres', '-U', 'postgres', '-qX', '-f', '-'];
    const asNobody =
      process.getuid() === 0 ? ['runuser', '-u', 'nobody', '--', psql, ...args] : [psql, ...args];
    const child = spawn(asNobody[0], asNobody.slice(1), { stdio: ['pipe', 'ignore', 'inherit'] });
    child.stdin.end(lines.join('\n'));
    return new Promise(resolve => child.on('exit', resolve));
  });
}

export async function recordAccidents({ servers, major, root, port, find, archived }) {
  const archive = join(root, 'archive');
  run('mkdir', ['-p', archive]);
  const primary = newCluster({
    servers,
    major,
    root,
    port,
    archive,
    configuration: `wal_level = replica\nmax_prepared_transactions = 5\nfull_page_writes = on\nwal_log_hints = off${major >= 13 ? '\nwal_keep_size = 0' : '\nwal_keep_segments = 0'}`,
  });
  const psql = primary.program('psql');
  primary.sql(schema);
  primary.sql('create database shop');
  query(psql, port, 'create table stock as select generate_series(1, 7) id', 'shop');
  primary.fill('before the backup', 1);
  const backup = join(root, 'backup');
  run(primary.program('pg_basebackup'), [
    '-h',
    '/tmp',
    '-p',
    port,
    '-D',
    backup,
    '-X',
    'none',
    '-c',
    'fast',
    '-l',
    'nightly',
    '--no-sync',
  ]);
  const facts = [];
  for (const [round, accident] of accidents.entries()) {
    const going = traffic(psql, port, round);
    run('sleep', ['0.15']);
    for (const text of accident.sql) primary.sql(text);
    if (round % 4 === 2) primary.sql('checkpoint');
    await Promise.all(going);
    primary.sql(`select pg_create_restore_point('after ${round % 3}')`);
    facts.push({ name: accident.name });
  }
  const all = primary.sql("select string_agg(xid::text, ',' order by xid) from ledger");
  primary.sql('select pg_switch_wal()');
  primary.untilArchived();
  primary.stop();
  archived?.({ root, archive, backup });
  const truth = { major, version: run(primary.program('postgres'), ['--version']).trim(), recoveries: [] };
  const commits = committed(servers, major, archive);
  for (const accident of accidents) {
    const { events } = find(['--drop', accident.drop], archive, backup);
    if (!accident.probe) {
      truth.recoveries.push({ name: accident.name, drop: accident.drop, found: events.length });
      continue;
    }
    if (events.length !== 1) throw new Error(`${major} ${accident.name}: ${events.length} events`);
    const [event] = events;
    const outcome = recovered({
      servers,
      major,
      root,
      port,
      archive,
      backup,
      target: event.target,
      accident,
    });
    const before = commits.filter(({ lsn }) => lsn < parse(event.target.stopsAt)).map(({ xid }) => xid);
    const expected = all
      .split(',')
      .map(Number)
      .filter(xid => before.includes(xid));
    const problems = [
      outcome.ledger === expected.join(',') ? '' : `ledger differs: ${difference(outcome.ledger, expected)}`,
      outcome.probe === accident.shows ? '' : `${accident.probe} gives ${outcome.probe}`,
    ].filter(Boolean);
    truth.recoveries.push({
      name: accident.name,
      drop: accident.drop,
      event,
      stopped: outcome.stopped,
      rows: expected.length,
      problems,
    });
  }
  return { truth, trees: trees(root, archive, backup) };
}

function difference(ledger, expected) {
  const got = ledger.split(',').map(Number);
  return `missing ${expected.filter(xid => !got.includes(xid))}, surplus ${got.filter(xid => !expected.includes(xid))}`;
}

/** Commits as pg_waldump of that major, or one near it, reads them: LSN and transactions, subtransactions too. */
function committed(servers, major, archive) {
  const segments = readdirSync(archive)
    .filter(name => /^[0-9A-F]{24}$/.test(name))
    .sort();
  const built = join(servers, 'built', String(major), 'bin/pg_waldump');
  const program =
    attempt('test', ['-x', built]).status === 0
      ? built
      : join(servers, 'debian', String(major), 'bin/pg_waldump');
  const { stdout } = attempt(program, ['-p', archive, '-r', 'Transaction', segments[0], segments.at(-1)]);
  return stdout.split('\n').flatMap(line => {
    const found = /tx:\s+(\d+), lsn: (\S+), prev \S+, desc: COMMIT(?:_PREPARED)? (?:(\d+): )?/.exec(line);
    if (!found) return [];
    const top = Number(found[3] ?? found[1]);
    return [{ xid: top, lsn: parse(found[2]) }];
  });
}

const parse = text => {
  const [high, low] = text.split('/').map(half => BigInt(`0x${half}`));
  return (high << 32n) | low;
};

/** Restores the backup, recovers it to the target and asks what is there. */
function recovered({ servers, major, root, port, archive, backup, target, accident }) {
  const data = join(root, 'recovered');
  run('rm', ['-rf', data, `${data}.log`]);
  run('cp', ['-a', backup, data]);
  const copy = server({ servers, major, data, port: port + 1 });
  const lines = Object.entries({
    restore_command: `cp ${archive}/%f %p`,
    recovery_target_action: 'promote',
    ...target.settings,
  }).map(([name, value]) => `${name} = '${value.replaceAll("'", "''")}'`);
  copy.configure('archive_mode = off\njit = off');
  copy.recover(`${lines.join('\n')}\n`, 'recovery.signal');
  copy.start();
  try {
    copy.until(() => copy.sql('select pg_is_in_recovery()') === 'f');
    if (accident.rescue) copy.sql(accident.rescue);
    const psql = copy.program('psql');
    return {
      ledger: copy.sql("select string_agg(xid::text, ',' order by xid) from ledger"),
      probe: attemptQuery(psql, port + 1, accident.probe, accident.database),
      stopped: copy
        .log()
        .split('\n')
        .filter(line => /recovery stopping/.test(line))
        .map(line => line.replace(/^.*?LOG: +/, '')),
    };
  } finally {
    copy.stop('immediate');
  }
}

function attemptQuery(psql, port, text, database) {
  try {
    return query(psql, port, text, database);
  } catch (error) {
    return String(error.stderr).trim();
  }
}

function trees(root, archive, backup) {
  const contents = {};
  const catalogs = path => /^(PG_VERSION|backup_label|global\/(pg_control|pg_filenode\.map))$/.test(path);
  return { contents, archive: pack(contents, archive), backup: pack(contents, backup, catalogs) };
}
