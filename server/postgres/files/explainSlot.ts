import { formatLsn } from '../lsn.ts';
import type { ExplainedFile } from './explain.ts';
import { checksumValue, explainMembers, oidValue, part, type Wording } from './explainParts.ts';
import type { ReportedFile } from './report.ts';
import {
  invalidationCause,
  readSlotState,
  type SlotMember,
  type SlotState,
  slotFormat,
} from './slotState.ts';
import type { MemberValue } from './struct.ts';

/** The decoded view of a replication slot's state. */
export function explainSlot({ bytes, path }: ReportedFile): Omit<ExplainedFile, 'kind'> {
  const { value: slot, problems } = readSlotState(bytes, path);
  const format = slotFormat(bytes);
  if (!format) return { title: 'Replication slot', summary: [], fields: [], problems };
  const wordings = wordSlot(slot);
  const isHeader = ({ offset }: SlotMember) => offset < 16;
  const explain = (members: readonly SlotMember[]) => explainMembers(bytes, members, wordings);
  const fields = [
    ...part(
      'Header',
      'What tells the format and guards the content.',
      explain(format.members.filter(isHeader)),
    ),
    ...part('Slot', 'What the slot keeps over a restart.', explain(format.members.filter(m => !isHeader(m)))),
  ];
  const [first, last] = format.majors;
  const majors = first === last ? `${first}` : `${first} to ${last}`;
  const title = `Replication slot ${slot ? `"${slot.name}" ` : ''}(format of PostgreSQL ${majors})`;
  return { title, summary: slot ? sentences(slot) : [], fields, problems };
}

function sentences(slot: SlotState): string[] {
  const kind = slot.database
    ? `A logical slot of the database with OID ${slot.database}, decoded by ${slot.plugin}.`
    : 'A physical slot, for a standby or a receiver of WAL.';
  const cause = invalidationCause(slot);
  if (cause) return [kind, `It is lost (${cause}) and holds no WAL back any more.`];
  if (slot.restartLsn === 0n) return [kind, 'It was never used and holds no WAL back.'];
  return [kind, `It keeps WAL from ${formatLsn(slot.restartLsn)} on.`];
}

function wordSlot(slot: SlotState | undefined): Readonly<Record<SlotMember['key'], Wording>> {
  const lsn = (value: MemberValue) => (value === 0n ? 'none' : formatLsn(value as bigint));
  const none = oidValue('none');
  return {
    majors: { meaning: '' },
    crcOk: { meaning: '' },
    magic: { meaning: 'Marks a slot file.', value: value => `0x${Number(value).toString(16)}` },
    checksum: { meaning: 'CRC-32C of everything behind it.', value: checksumValue(slot?.crcOk ?? false) },
    version: { meaning: 'Version of the format.' },
    length: { meaning: 'Bytes behind this header.' },
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
    restartLsn: { meaning: 'The oldest WAL that the slot still needs.', value: lsn },
    invalidatedAt: { meaning: 'What restart_lsn was when the slot was lost.', value: lsn },
    invalidated: {
      meaning: 'Why the slot was lost.',
      value: () => (slot && invalidationCause(slot)) || 'it is valid',
    },
    confirmedFlush: { meaning: 'The client has received everything before this.', value: lsn },
    twoPhaseAt: {
      meaning: 'Transactions prepared from here on are sent when they are prepared.',
      value: lsn,
    },
    twoPhase: { meaning: 'Whether prepared transactions are sent before they commit.' },
    plugin: { meaning: 'The output plugin that turns WAL into changes.' },
    synced: { meaning: 'Whether a standby copied the slot from its primary.' },
    failover: { meaning: 'Whether standbys may copy the slot, to go on with it after a failover.' },
  };
}
