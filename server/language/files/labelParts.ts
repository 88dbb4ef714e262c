import { parseBackupHistory } from '../../postgres/files/backupHistory.ts';
import { parseBackupLabel } from '../../postgres/files/backupLabel.ts';
import { formatHistoryName } from '../../postgres/files/history.ts';
import { labelLines, positionedIn } from '../../postgres/files/labelLines.ts';
import { parseLsn } from '../../postgres/lsn.ts';
import type { Around } from './around.ts';
import { lsnPart } from './lsnText.ts';
import type { Part, ReadParts } from './partFeatures.ts';

/** backup_label: read by the server that starts from the backup. */
export const backupLabelParts: ReadParts = async (text, around) => ({
  parts: await labelParts(text, around),
  problems: parseBackupLabel(text, around.major).problems,
});

/** A backup history file: for people and tools. */
export const backupHistoryParts: ReadParts = async (text, around) => ({
  parts: await labelParts(text, around),
  problems: parseBackupHistory(text, around.name).problems,
});

const meanings: Readonly<Record<string, string>> = {
  'START WAL LOCATION': 'Replay begins here: the redo point of the checkpoint that began the backup.',
  'STOP WAL LOCATION': 'The end of the backup: a restore must replay at least to here to be consistent.',
  'CHECKPOINT LOCATION': 'The record of the checkpoint that began the backup; the first that recovery reads.',
  'BACKUP METHOD':
    '`streamed`: the backup was taken over a replication connection or by `pg_backup_start`; recovery waits for its end record. `pg_rewind`: left by pg_rewind.',
  'BACKUP FROM':
    '`primary` (up to 13 `master`) or `standby`: where the backup was taken. After a backup of a standby, recovery ends where pg_control says.',
  'START TIME': 'When the backup began, in the `log_timezone` of the server.',
  'STOP TIME': 'When the backup ended, in the `log_timezone` of the server.',
  LABEL: 'The name given to the backup.',
  'START TIMELINE': 'The timeline on which the backup began.',
  'STOP TIMELINE': 'The timeline on which the backup ended.',
  'INCREMENTAL FROM LSN':
    'An incremental backup: it holds changes since this LSN. Combine it with its predecessors by `pg_combinebackup` before a start.',
  'INCREMENTAL FROM TLI': 'The timeline of the LSN that the incremental backup builds on.',
};

async function labelParts(text: string, around: Around): Promise<Part[]> {
  const lines = labelLines(text);
  const parts: Part[] = [];
  const fallback = positionedIn(lines, 'START WAL LOCATION')?.timeline ?? 1;
  for (const [key, { value, offset }] of lines) {
    const says = Object.hasOwn(meanings, key) ? meanings[key] : 'No server writes this line.';
    const start = text.indexOf(value, offset + key.length);
    parts.push({ start: offset, end: offset + key.length, says, title: `${key}: ${value}` });
    parts.push(...(await valueParts(key, value, start, says, fallback, around)));
  }
  return parts;
}

async function valueParts(
  key: string,
  value: string,
  start: number,
  says: string,
  timelineOfBackup: number,
  around: Around,
): Promise<Part[]> {
  const [, lsnText, segment] = /^([0-9A-Fa-f]+\/[0-9A-Fa-f]+)(?: \(file ([0-9A-F]{24})\))?/.exec(value) ?? [];
  const lsn = parseLsn(lsnText ?? '');
  if (lsn === undefined) return [await plainPart(key, value, start, says, around)];
  const timeline = segment ? Number.parseInt(segment.slice(0, 8), 16) : timelineOfBackup;
  const parts = [await lsnPart(start, lsnText.length, lsn, timeline, says, around)];
  if (segment) {
    const at = start + value.indexOf(segment);
    const target = await around.find(segment);
    const presence = target
      ? `\`${target}\``
      : 'It is not in this folder or in pg_wal: recovery has to restore it.';
    parts.push({
      start: at,
      end: at + segment.length,
      says: `WAL segment of timeline ${timeline}. ${presence}`,
      target,
    });
  }
  return parts;
}

/** Timelines lead to their history file; the rest repeats what its key means. */
async function plainPart(
  key: string,
  value: string,
  start: number,
  says: string,
  around: Around,
): Promise<Part> {
  const timeline = /(TIMELINE|TLI)$/.test(key) && /^\d+$/.test(value) ? Number(value) : 1;
  const target = timeline > 1 ? await around.find(formatHistoryName(timeline)) : undefined;
  return { start, end: start + value.length, says, target };
}
