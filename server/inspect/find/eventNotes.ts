import type { ClusterInventory } from '../../archive/inventory.ts';
import { formatLsn } from '../../postgres/lsn.ts';
import { locateHistory } from '../timelines/locate.ts';
import type { BackupChoice } from './backupFor.ts';
import type { PlacedEvent } from './collectEvents.ts';
import type { FoundEvent } from './findTypes.ts';

/** Up to this major, a server whose WAL ends before its target comes up all the same. */
const lastSilentMajor = 12;

/** What to know before one recovers to just before an event. */
export function notesOn(
  found: Omit<FoundEvent, 'notes'>,
  { recoverTo, piece, wasPrepared }: PlacedEvent,
  choice: BackupChoice | undefined,
  cluster: ClusterInventory,
): string[] {
  const notes: string[] = [];
  const { kind, xid, preparedAs, relations, target } = found;
  if (!choice) notes.push('No backup here was finished before it: restore one from elsewhere.');
  else if (choice.missing.length)
    notes.push(
      `Backup "${choice.backup.label}" cannot be recovered up to it: ${choice.missing.slice(0, 3).join(', ')}${choice.missing.length > 3 ? ' ...' : ''} missing.`,
    );
  if (piece.isPartial)
    notes.push(
      `It is only in ${piece.name}.partial: no server reads that file before .partial is taken off its name.`,
    );
  else if (!piece.isArchived)
    notes.push(`Its segment is in no archive here: recovery needs a copy of ${piece.path}.`);
  if (recoverTo > 1 && locateHistory(cluster, recoverTo) === undefined)
    notes.push(
      `The history file of timeline ${recoverTo} is not here; without it the server refuses the target.`,
    );
  if (target && target.leavesOut > 0)
    notes.push(
      `${target.leavesOut} transactions committed between ${formatLsn(target.stopsAt)} and it: they are left out.`,
    );
  const earlier =
    found.firstLsn === undefined
      ? ''
      : `, or stop before the transaction's first record, at ${formatLsn(found.firstLsn)}`;
  const name = preparedAs === undefined ? '...' : `'${preparedAs.replaceAll("'", "''")}'`;
  if (wasPrepared)
    notes.push(
      `The transaction was prepared before: after recovery it is still there and keeps its locks. Run ROLLBACK PREPARED ${name}${earlier}.`,
    );
  else if ((kind === 'drop' || kind === 'truncate') && xid !== undefined)
    notes.push(
      `While recovery is paused there, transaction ${xid} still holds its locks: queries on the table wait until the server is promoted${earlier}.`,
    );
  if (relations.some(({ fate }) => fate === 'replaced'))
    notes.push(
      'Nothing here tells whether the relation was emptied or rewritten (VACUUM FULL, CLUSTER, REINDEX ...).',
    );
  if (relations.some(({ persistence }) => persistence === 'u'))
    notes.push('Unlogged tables are empty after recovery: their rows are not in the WAL.');
  if (cluster.major !== undefined && cluster.major <= lastSilentMajor)
    notes.push(
      `PostgreSQL ${cluster.major} comes up without a word if the WAL ends before the target: look for "recovery stopping" in its log.`,
    );
  return notes;
}
