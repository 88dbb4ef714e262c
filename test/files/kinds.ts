import type { FileKind } from '../../server/postgres/files/kind.ts';
import type { Recorded } from './truth.ts';

const kindOfRecorded: readonly (readonly [
  pattern: RegExp,
  kind: FileKind,
  name: (path: string) => string,
])[] = [
  [/pg_control$/, 'pg_control', () => 'pg_control'],
  [/^slots\//, 'replication_slot', () => 'state'],
  [/^pg_twophase\//, 'two_phase_state', baseName],
  [/\.history$/, 'timeline_history', baseName],
  [/backup_label$/, 'backup_label', baseName],
  [/\.backup$/, 'backup_history', baseName],
  [/backup_manifest$/, 'backup_manifest', baseName],
  [/pg_filenode\.map$/, 'filenode_map', baseName],
  [/\.summary$/, 'wal_summary', baseName],
  [/\.snap$/, 'logical_snapshot', baseName],
  [/postmaster\.pid$/, 'postmaster_pid', baseName],
  [/PG_VERSION$/, 'version', baseName],
];

function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** All recorded files with the kind they are of and the base name they had in the cluster. */
export function recognizedKinds(server: Recorded): [kind: FileKind, name: string, bytes: Uint8Array][] {
  return [...server.files].map(([path, bytes]) => {
    const found = kindOfRecorded.find(([pattern]) => pattern.test(path));
    if (!found) throw new Error(`no kind for ${path}`);
    return [found[1], found[2](path), bytes];
  });
}
