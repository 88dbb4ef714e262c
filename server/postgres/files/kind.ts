import { controlFormat } from './control.ts';
import { viewOf } from './struct.ts';

/** The kinds of small files that WALScope reads. */
export type FileKind =
  | 'pg_control'
  | 'timeline_history'
  | 'backup_label'
  | 'backup_history'
  | 'tablespace_map'
  | 'backup_manifest'
  | 'replication_slot'
  | 'two_phase_state'
  | 'filenode_map'
  | 'wal_summary'
  | 'logical_snapshot'
  | 'archive_status'
  | 'postmaster_pid'
  | 'signal'
  | 'version';

/** What PostgreSQL calls its files. */
const names: readonly (readonly [FileKind, string])[] = [
  ['pg_control', 'pg_control(\\.old)?'],
  ['timeline_history', '[0-9A-F]{8}\\.history'],
  ['backup_label', 'backup_label(\\.old)?'],
  ['backup_history', '[0-9A-F]{24}\\.[0-9A-F]{8}\\.backup'],
  ['tablespace_map', 'tablespace_map(\\.old)?'],
  ['backup_manifest', 'backup_manifest(\\.tmp)?'],
  ['replication_slot', 'state(\\.tmp)?'],
  ['filenode_map', 'pg_filenode\\.map'],
  ['wal_summary', '[0-9A-F]{40}\\.summary'],
  ['logical_snapshot', '[0-9A-F]{1,8}-[0-9A-F]{1,8}\\.snap'],
  ['archive_status', '[0-9A-F.abchiklopr-uy]{16,40}\\.(ready|done)'],
  ['postmaster_pid', 'postmaster\\.pid'],
  ['signal', '(recovery|standby)\\.signal'],
  ['version', 'PG_VERSION'],
];

/** Copies are often named after their origin: `old-primary.pg_control`. */
const byName = names.map(([kind, name]) => [kind, new RegExp(`^(?:.*[._-])?(${name})$`)] as const);

const byMagic: ReadonlyMap<number, FileKind> = new Map([
  [0x01051ca1, 'replication_slot'],
  [0x57f94533, 'two_phase_state'],
  [0x57f94534, 'two_phase_state'],
  [0x00592717, 'filenode_map'],
  [0x652b137b, 'wal_summary'],
  [0x51a1e001, 'logical_snapshot'],
]);

const byText: readonly (readonly [FileKind, RegExp])[] = [
  ['backup_history', /^START WAL LOCATION: [^\n]*\nSTOP WAL LOCATION: /],
  ['backup_label', /^START WAL LOCATION: /],
  ['backup_manifest', /^\{\s*"PostgreSQL-Backup-Manifest-Version"/],
  ['timeline_history', /^\s*\d+\t[0-9A-Fa-f]+\/[0-9A-Fa-f]+/],
];

/** Bytes at the start of a file that tell its kind. */
const telling = 1024;

/** A file that was recognised. */
export interface RecognisedFile {
  readonly kind: FileKind;
  /** Its name without what a copy put before it. */
  readonly name: string;
}

/** The kind of a file: by its base name where that settles it, else by its content. */
export function recogniseFile(baseName: string, bytes: Uint8Array): RecognisedFile | undefined {
  for (const [kind, pattern] of byName) {
    const match = pattern.exec(baseName);
    if (match) return { kind, name: match[1] };
  }
  const kind = recogniseContent(bytes);
  return kind && { kind, name: baseName };
}

function recogniseContent(bytes: Uint8Array): FileKind | undefined {
  const magic = bytes.length >= 4 ? byMagic.get(viewOf(bytes).getUint32(0, true)) : undefined;
  if (magic) return magic;
  if (controlFormat(bytes)) return 'pg_control';
  const text = new TextDecoder().decode(bytes.subarray(0, telling));
  return byText.find(([, pattern]) => pattern.test(text))?.[0];
}
