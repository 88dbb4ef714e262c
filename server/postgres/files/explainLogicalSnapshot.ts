import type { Major } from '../majors.ts';
import type { Explained, ExplainedField } from './explained.ts';
import {
  bytesValue,
  checksum,
  counted,
  explainMembers,
  oidValue,
  part,
  type Wording,
  walWording,
} from './explainParts.ts';
import {
  type LogicalSnapshot,
  readLogicalSnapshot,
  type SnapshotMember,
  snapshotHeader,
  snapshotLayout,
  snapshotStates,
} from './logicalSnapshot.ts';
import type { ReportedFile } from './report.ts';
import { structSize, viewOf } from './struct.ts';

/** The decoded view of a file of pg_logical/snapshots. */
export function explainLogicalSnapshot({ bytes, path, major = 18 }: ReportedFile): Explained {
  const { value: snapshot, problems } = readLogicalSnapshot(bytes, path);
  const layout = bytes.length >= 16 ? snapshotLayout(viewOf(bytes).getUint32(8, true)) : undefined;
  const wordings = wordSnapshot(snapshot, major);
  const explain = (members: readonly SnapshotMember[]) => explainMembers(bytes, members, wordings);
  const fields = part('Header', 'What tells the format and guards the content.', explain(snapshotHeader));
  if (layout) {
    const members = layout.slice(snapshotHeader.length);
    fields.push(...part('Snapshot', 'Which transactions decoding sees.', explain(members)));
    if (snapshot)
      fields.push(
        ...part(
          'Transactions',
          'Lists that the counts above speak of.',
          explainLists(snapshot, structSize(layout)),
        ),
      );
  }
  return {
    title: 'Snapshot of logical decoding',
    verdict: snapshot && {
      severity: snapshot.state === 2 ? 'good' : 'note',
      text: stateName(snapshot.state),
    },
    crcOk: snapshot?.crcOk,
    summary: snapshot ? sentences(snapshot) : [],
    fields,
    problems,
  };
}

function stateName(state: number): string {
  return snapshotStates[state + 1] ?? `unknown ${state}`;
}

function sentences({ state, xmin, xmax, committed, catalogChanging }: LogicalSnapshot): string[] {
  return [
    `A ${stateName(state)} snapshot: catalogs as of transaction ${xmin}, with ${counted(committed.length, 'commit')} up to ${xmax}.`,
    `${counted(catalogChanging.length, 'running transaction')} had changed a catalog. A slot whose restart_lsn is here can start with it.`,
  ];
}

function explainLists({ committed, catalogChanging }: LogicalSnapshot, start: number): ExplainedField[] {
  const list = (name: string, offset: number, ids: readonly number[], meaning: string): ExplainedField[] =>
    ids.length ? [{ name, offset, length: ids.length * 4, value: ids.join(', '), meaning }] : [];
  return [
    ...list('committed.xip', start, committed, 'Committed transactions that changed a catalog.'),
    ...list(
      'catchange.xip',
      start + committed.length * 4,
      catalogChanging,
      'Running transactions that have changed a catalog.',
    ),
  ];
}

function wordSnapshot(
  snapshot: LogicalSnapshot | undefined,
  major: Major,
): Readonly<Record<SnapshotMember['key'], Wording>> {
  const wal = (meaning: string) => walWording(meaning, major);
  const none = oidValue('none');
  return {
    committed: { meaning: '' },
    catalogChanging: { meaning: '' },
    crcOk: { meaning: '' },
    magic: { meaning: 'Marks a snapshot file.', value: value => `0x${Number(value).toString(16)}` },
    checksum: checksum('CRC-32C of everything behind it.', snapshot?.crcOk),
    version: { meaning: 'Version of the format.' },
    length: { meaning: 'Length of the whole file.', value: bytesValue },
    state: { meaning: 'How far the snapshot had come.', value: value => stateName(Number(value)) },
    pointer: {
      meaning: 'An address in the memory of the server that wrote it; without meaning here.',
      value: () => '',
    },
    xmin: { meaning: 'Transactions before this one had ended.' },
    xmax: { meaning: 'Transactions from this one on are not in the snapshot.' },
    startDecodingAt: wal('Transactions that commit before this are not sent.'),
    twoPhaseAt: wal('Transactions prepared from here on are sent when they are prepared.'),
    initialXminHorizon: { meaning: 'Catalog rows are kept from this transaction on.', value: none },
    buildingFullSnapshot: { meaning: 'Whether it is to see user tables too.' },
    inSlotCreation: { meaning: 'Whether the slot was just being made.' },
    lastSerializedSnapshot: wal('Where the snapshot before this one was written.'),
    runningXmin: { meaning: 'Not used any more.' },
    runningXmax: { meaning: 'Not used any more.' },
    runningCount: { meaning: 'Not used any more.' },
    runningSpace: { meaning: 'Not used any more.' },
    nextPhaseAt: { meaning: 'The transaction that has to end before the next state.', value: none },
    committedCount: { meaning: 'How many committed transactions follow.' },
    committedSpace: { meaning: 'Room for them in memory.' },
    includesAll: { meaning: 'Whether all commits count, not only those that changed a catalog.' },
    catalogChangingCount: { meaning: 'How many running transactions follow.' },
  };
}
