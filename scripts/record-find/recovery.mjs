// Recovers a backup to a target and asks the server what is there; reads commits with pg_waldump, to compare.
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { attempt, query, run } from '../record-files/servers.mjs';
import { server } from '../record-timelines/server.mjs';

export const parseLsn = text => {
  const [high, low] = text.split('/').map(half => BigInt(`0x${half}`));
  return (high << 32n) | low;
};

/** Commits in the log of `timeline`, as the pg_waldump of that major reads them: LSN and top-level transaction. */
export function committed(servers, major, archive, timeline = '00000001') {
  const segments = readdirSync(archive)
    .filter(name => /^[0-9A-F]{24}$/.test(name) && name.startsWith(timeline))
    .sort();
  const program = ['built', 'debian']
    .map(kind => join(servers, kind, String(major), 'bin/pg_waldump'))
    .find(path => existsSync(path));
  const { stdout } = attempt(program, ['-p', archive, '-r', 'Transaction', segments[0], segments.at(-1)]);
  return stdout.split('\n').flatMap(line => {
    const found = /tx:\s+(\d+), lsn: (\S+), prev \S+, desc: COMMIT(?:_PREPARED)? (?:(\d+): )?/.exec(line);
    return found ? { xid: Number(found[3] ?? found[1]), lsn: parseLsn(found[2].replace(',', '')) } : [];
  });
}

/**
 * Restores `backup`, recovers it from `archive` to `target` and promotes it: the ledger, what `probe` gives in
 * `database`, and what the server says of its stop. `rescue` is run first.
 */
export function recovered({ servers, major, root, port, archive, backup, target, probe, database, rescue }) {
  const data = join(root, 'recovered');
  run('rm', ['-rf', data, `${data}.log`]);
  run('cp', ['-a', backup, data]);
  const copy = server({ servers, major, data, port });
  const settings = {
    restore_command: `cp ${archive}/%f %p`,
    recovery_target_action: 'promote',
    ...target.settings,
  };
  const lines = Object.entries(settings).map(([name, value]) => `${name} = '${value.replaceAll("'", "''")}'`);
  copy.configure(`archive_mode = off${major >= 11 ? '\njit = off' : ''}`);
  copy.recover(`${lines.join('\n')}\n`, 'recovery.signal');
  copy.start();
  try {
    copy.until(() => copy.sql('select pg_is_in_recovery()') === 'f');
    if (rescue) copy.sql(rescue);
    return {
      ledger: copy.sql("select string_agg(xid::text, ',' order by xid) from ledger"),
      probe: probe && answer(copy.program('psql'), port, probe, database),
      stopped: copy
        .log()
        .split('\n')
        .filter(line => line.includes('recovery stopping'))
        .map(line => line.replace(/^.*?LOG: +/, '')),
    };
  } finally {
    copy.stop('immediate');
  }
}

function answer(psql, port, text, database) {
  try {
    return query(psql, port, text, database);
  } catch (error) {
    return String(error.stderr).trim();
  }
}
