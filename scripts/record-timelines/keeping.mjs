// A primary that keeps a few segments for its standbys and summarises its WAL: what is left in pg_wal after checkpoints.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../record-files/servers.mjs';
import { newCluster, pack, telling } from './server.mjs';

export function recordKeeping({ servers, major, root, port }) {
  const archive = join(root, 'archive');
  run('mkdir', ['-p', archive]);
  const kept = major >= 13 ? 'wal_keep_size = 3MB' : 'wal_keep_segments = 3';
  const small =
    major >= 11 ? 'min_wal_size = 2MB\nmax_wal_size = 4MB' : 'min_wal_size = 32MB\nmax_wal_size = 48MB';
  const configuration = `${kept}\n${small}\n${major >= 17 ? 'summarize_wal = on\n' : ''}`;
  const server = newCluster({ servers, major, root, port, archive, configuration });
  server.fill('written', major >= 11 ? 12 : 6);
  server.untilArchived();
  for (let i = 0; i < 3; i++) server.sql('checkpoint');
  const end = server.sql('select pg_current_wal_flush_lsn()');
  const summarised = () => server.sql('select summarized_lsn from pg_get_wal_summarizer_state()');
  if (major >= 17) {
    const checkpoint = server.sql('select redo_lsn from pg_control_checkpoint()');
    server.until(() => server.sql(`select '${summarised()}'::pg_lsn >= '${checkpoint}'`) === 't');
  }
  const truth = { major, end, summarised: major >= 17 ? summarised() : undefined };
  server.kill();
  truth.segments = readdirSync(join(server.data, 'pg_wal'))
    .filter(name => /^[0-9A-F]{24}$/.test(name))
    .sort();
  const contents = {};
  const trees = {
    server: pack(
      contents,
      server.data,
      path => telling(path) || /^postgresql(\.auto)?\.conf$/.test(path) || /summary$/.test(path),
    ),
  };
  return { truth, trees, contents };
}
