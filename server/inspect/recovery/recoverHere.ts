import type { ClusterInventory } from '../../archive/inventory.ts';
import { FileError, type Files, readWhole } from '../../bytes/byteSource.ts';
import { type BackupLabel, parseBackupLabel } from '../../postgres/files/backupLabel.ts';
import { readControl } from '../../postgres/files/control.ts';
import type { ControlFile } from '../../postgres/files/controlFile.ts';
import { stateNames } from '../../postgres/files/controlState.ts';
import { parsePostmasterPid } from '../../postgres/files/postmasterPid.ts';
import { formatLsn, type Lsn } from '../../postgres/lsn.ts';
import { serversOf } from '../timelines/clusterName.ts';

/** Whether a data directory is one to recover in. */
export interface RecoverHere {
  /** Why not. */
  readonly refusal?: string;
  readonly warnings: readonly string[];
}

/** What a recovery is to be of, and up to where. */
export interface WantedRecovery {
  readonly cluster: ClusterInventory;
  readonly stop: Lsn;
}

const smallFile = 64 * 1024;
const shutDown = 1;

/**
 * Looks whether a recovery may be set up in a data directory: a restored copy that no server has started on, never one
 * that a server runs on or that is the server whose WAL is archived.
 */
export async function mayRecoverHere(
  files: Files,
  directory: string,
  { cluster, stop }: WantedRecovery,
): Promise<RecoverHere> {
  const refused = (refusal: string): RecoverHere => ({ refusal, warnings: [] });
  const pid = await textAt(files, `${directory}/postmaster.pid`);
  if (pid !== undefined) return refused(runningServer(pid));
  const control = await controlAt(files, directory);
  if (!control || !(await files.stat(`${directory}/PG_VERSION`)))
    return refused(`${directory} is no data directory: restore the backup there first.`);
  if (cluster.systemIdentifier !== undefined && control.systemIdentifier !== cluster.systemIdentifier)
    return refused(
      `This is another cluster, with system identifier ${control.systemIdentifier}: the archive is of ${cluster.systemIdentifier}.`,
    );
  if (await files.stat(`${directory}/standby.signal`))
    return refused('There is a standby.signal: the server would go on as a standby. Remove it first.');
  const label = await textAt(files, `${directory}/backup_label`);
  const verdict =
    label === undefined
      ? { warnings: [], ...withoutLabel(directory, control, cluster, stop) }
      : withLabel(directory, parseBackupLabel(label, control.major).value, cluster, stop);
  if (await files.stat(`${directory}/pg_wal`)) return verdict;
  return { ...verdict, warnings: [...verdict.warnings, noWalFolder] };
}

const noWalFolder = 'There is no folder pg_wal in it: make one, the server does not start without.';

function runningServer(pid: string): string {
  const process = parsePostmasterPid(pid).value.pid;
  return `There is a postmaster.pid${process === undefined ? '' : ` (process ${process})`}: a server runs on this data directory, or did when it was copied. Recover in a restored copy; remove the file only if no server runs there.`;
}

/** No backup that a server has not started on yet. */
function withoutLabel(
  directory: string,
  { state, checkpoint, minRecoveryPoint }: ControlFile,
  cluster: ClusterInventory,
  stop: Lsn,
): Partial<RecoverHere> {
  const isServer = serversOf(cluster).some(({ root }) => root === directory);
  const reached = checkpoint > minRecoveryPoint ? checkpoint : minRecoveryPoint;
  const is = stateNames[state] ?? 'in an unknown state';
  if (isServer || (state !== shutDown && reached <= stop))
    return {
      refusal: `This looks like the live server whose WAL is archived: it has no backup_label, and pg_control says it is ${is}. Recover in a copy that was restored from the backup.`,
    };
  if (reached > stop)
    return {
      refusal: `This data directory is at ${formatLsn(reached)} already, behind the place to stop at: no recovery goes back. Restore the backup anew.`,
    };
  return {
    warnings: ['There is no backup_label: good for a copy of a server that was shut down, and no other.'],
  };
}

function withLabel(
  directory: string,
  { startLsn, label }: BackupLabel,
  cluster: ClusterInventory,
  stop: Lsn,
): RecoverHere {
  if (startLsn !== undefined && startLsn >= stop)
    return {
      refusal: `Backup "${label}" began at ${formatLsn(startLsn)}, behind the place to stop at: restore an older one.`,
      warnings: [],
    };
  const stored = cluster.repositories.some(
    ({ layout, root, backups }) => layout === 'data directory' && root === directory && backups.length > 0,
  );
  if (!stored) return { warnings: [] };
  return {
    warnings: [
      'It is among the folders that are open: if it is the stored backup itself, recover in a copy of it. A backup that a server was started on is none any more.',
    ],
  };
}

async function textAt(files: Files, path: string): Promise<string | undefined> {
  const bytes = await bytesAt(files, path);
  return bytes && new TextDecoder().decode(bytes);
}

async function controlAt(files: Files, directory: string): Promise<ControlFile | undefined> {
  const bytes = await bytesAt(files, `${directory}/global/pg_control`);
  return bytes && readControl(bytes).value;
}

async function bytesAt(files: Files, path: string): Promise<Uint8Array | undefined> {
  try {
    return await readWhole(files, path, smallFile);
  } catch (error) {
    if (error instanceof FileError || error instanceof RangeError) return undefined;
    throw error;
  }
}
