import type { Lsn } from '../lsn.ts';
import type { Major } from '../majors.ts';
import { formatLsnOf } from './controlState.ts';
import type { Explained, Verdict } from './explained.ts';
import {
  bytesValue,
  checksum,
  explainMembers,
  oidValue,
  part,
  type Wording,
  walWording,
} from './explainParts.ts';
import type { ReportedFile } from './report.ts';
import {
  invalidationCause,
  readSlotState,
  type SlotMember,
  type SlotState,
  slotFormat,
  slotHeader,
} from './slotState.ts';

/** The decoded view of a replication slot's state. */
export function explainSlot({ bytes, path, major, beside }: ReportedFile): Explained {
  const { value: slot, problems } = readSlotState(bytes, path, major);
  const format = slotFormat(bytes);
  const server = major ?? format?.majors[0] ?? 18;
  const wordings = wordSlot(slot, server);
  const explain = (members: readonly SlotMember[]) => explainMembers(bytes, members, wordings);
  const header = part('Header', 'What tells the format and guards the content.', explain(slotHeader));
  if (!format) return { title: 'Replication slot', summary: [], fields: header, problems };
  const members = format.members.slice(slotHeader.length);
  const fields = [...header, ...part('Slot', 'What the slot keeps over a restart.', explain(members))];
  const [first, last] = format.majors;
  const majors = first === last ? `${first}` : `${first} to ${last}`;
  const named = slot ? `Replication slot "${slot.name}"` : 'Replication slot';
  const title = major === undefined ? `${named} (format of PostgreSQL ${majors})` : named;
  return {
    title,
    verdict: slot && verdictOf(slot),
    crcOk: slot?.crcOk,
    summary: slot ? sentences(slot, server, beside?.lastCheckpoint) : [],
    fields,
    problems,
  };
}

function verdictOf(slot: SlotState): Verdict {
  const cause = invalidationCause(slot);
  if (cause) return { severity: 'note', text: `lost (${cause})` };
  return { severity: 'good', text: slot.restartLsn === 0n ? 'valid, never used' : 'valid, keeps WAL' };
}

function sentences(slot: SlotState, major: Major, lastCheckpoint: Lsn | undefined): string[] {
  const kind = slot.database
    ? `A logical slot of the database with OID ${slot.database}, decoded by ${slot.plugin}.`
    : 'A physical slot, for a standby or a receiver of WAL.';
  const cause = invalidationCause(slot);
  if (cause) return [kind, `It is lost (${cause}) and holds no WAL back any more.`];
  if (slot.restartLsn === 0n) return [kind, 'It was never used and holds no WAL back.'];
  const behind = lastCheckpoint === undefined ? 0n : lastCheckpoint - slot.restartLsn;
  const much = behind > 0n ? `, ${megabytes(behind)} before the last checkpoint` : '';
  return [kind, `It keeps WAL from ${formatLsnOf(major, slot.restartLsn)} on${much}.`];
}

function megabytes(bytes: bigint): string {
  return `${(Number(bytes) / 2 ** 20).toFixed(1)} MB`;
}

function wordSlot(slot: SlotState | undefined, major: Major): Readonly<Record<SlotMember['key'], Wording>> {
  const wal = (meaning: string) => walWording(meaning, major);
  const none = oidValue('none');
  return {
    majors: { meaning: '' },
    crcOk: { meaning: '' },
    magic: { meaning: 'Marks a slot file.', value: value => `0x${Number(value).toString(16)}` },
    checksum: checksum('CRC-32C of everything behind it.', slot?.crcOk),
    version: { meaning: 'Version of the format.' },
    length: { meaning: 'Length of what is behind this header.', value: bytesValue },
    name: { meaning: 'Name of the slot.' },
    database: { meaning: 'OID of the database whose changes it decodes.', value: oidValue('none: physical') },
    persistency: {
      meaning: 'Only a persistent slot outlives a restart.',
      value: value => ['persistent', 'ephemeral', 'temporary'][Number(value)] ?? `unknown ${value}`,
    },
    xmin: {
      meaning: 'Rows that this transaction and newer ones deleted are not vacuumed away.',
      value: none,
    },
    catalogXmin: { meaning: 'The same for rows of system catalogs.', value: none },
    restartLsn: wal('The oldest WAL that the slot still needs.'),
    invalidatedAt: wal('What restart_lsn was when the slot was lost.'),
    invalidated: {
      meaning: 'Why the slot was lost.',
      value: () => (slot && invalidationCause(slot)) || 'it is valid',
    },
    confirmedFlush: wal('The client has received everything before this.'),
    twoPhaseAt: wal('Transactions prepared from here on are sent when they are prepared.'),
    twoPhase: { meaning: 'Whether prepared transactions are sent before they commit.' },
    plugin: { meaning: 'The output plugin that turns WAL into changes.' },
    synced: { meaning: 'Whether a standby copied the slot from its primary.' },
    failover: { meaning: 'Whether standbys may copy the slot, to go on with it after a failover.' },
  };
}
