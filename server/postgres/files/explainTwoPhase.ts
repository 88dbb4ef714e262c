import { formatLsn } from '../lsn.ts';
import type { Major } from '../majors.ts';
import type { RelationFile } from '../relationFile.ts';
import { isoTimestamp } from '../wal/describe/timestamp.ts';
import type { Explained, ExplainedField } from './explained.ts';
import { bytesValue, counted, explainChecksum, explainMembers, part, type Wording } from './explainParts.ts';
import { describeLock } from './preparedLock.ts';
import type { ReportedFile } from './report.ts';
import { viewOf } from './struct.ts';
import {
  readTwoPhase,
  type TwoPhaseHeader,
  type TwoPhaseMember,
  type TwoPhaseSection,
  type TwoPhaseState,
  twoPhaseStart,
} from './twoPhase.ts';
import type { TwoPhaseRecord } from './twoPhaseRecord.ts';

/** The decoded view of a file of pg_twophase. */
export function explainTwoPhase({ bytes, name, major }: ReportedFile): Explained {
  const { value: state, problems } = readTwoPhase(bytes, name, major);
  const header = (members: readonly TwoPhaseMember[]) =>
    part('Header', 'Who prepared it, when, and how much follows.', explainMembers(bytes, members, wordings));
  if (!state) return { title: 'Prepared transaction', summary: [], fields: header(twoPhaseStart), problems };
  const whole = state.header.totalLength === bytes.length;
  const lists = state.sections.slice(1).flatMap(section => explainSection(section, state));
  const fields = [
    ...header(state.format.members),
    ...part('Lists', 'What the counts above speak of.', lists),
    ...part(
      'Records',
      'What the server has to take up again until the transaction ends.',
      explainRecords(viewOf(bytes), state, major ? [major, major] : state.format.majors),
    ),
    ...(whole ? part('End', 'The checksum.', explainChecksum(bytes, bytes.length - 4, state.crcOk)) : []),
  ];
  return {
    title: `Prepared transaction '${state.gid}'`,
    verdict: { severity: 'note', text: 'prepared, not ended' },
    crcOk: whole ? state.crcOk : undefined,
    summary: sentences(state),
    fields,
    problems,
  };
}

function sentences({ header, gid, relationLocks }: TwoPhaseState): string[] {
  const quoted = `'${gid.replaceAll("'", "''")}'`;
  return [
    `Transaction ${header.xid} was prepared at ${isoTimestamp(header.preparedAt)} and has not ended since.`,
    `It holds ${counted(relationLocks.length, 'lock')} on relations and keeps vacuum from removing dead rows until someone ends it.`,
    `To end it: COMMIT PREPARED ${quoted} or ROLLBACK PREPARED ${quoted}.`,
  ];
}

const wordings: Readonly<Record<keyof TwoPhaseHeader, Wording>> = {
  magic: { meaning: 'Marks a file of this format.', value: value => `0x${Number(value).toString(16)}` },
  totalLength: { meaning: 'Length of the whole file.', value: bytesValue },
  xid: { meaning: 'The transaction id.' },
  database: { meaning: 'OID of the database it ran in.' },
  preparedAt: { meaning: 'When it was prepared.', value: value => isoTimestamp(value as bigint) },
  owner: { meaning: 'OID of the role that prepared it.' },
  subtransactionCount: { meaning: 'Subtransactions that end with it.' },
  commitRelationCount: { meaning: 'Files that go when it commits.' },
  abortRelationCount: { meaning: 'Files that go when it is rolled back.' },
  commitStatisticsCount: { meaning: 'Statistics that go when it commits.' },
  abortStatisticsCount: { meaning: 'Statistics that go when it is rolled back.' },
  invalidationCount: { meaning: 'Messages to other sessions about changed catalogs.' },
  relcacheInitFileInvalid: { meaning: 'Whether the cached start of the catalogs goes stale.' },
  gidLength: { meaning: 'Length of the identifier, with the zero at its end.', value: bytesValue },
  originLsn: {
    meaning: 'Where the transaction was on the server it was replicated from.',
    value: value => (value === 0n ? 'none' : formatLsn(value as bigint)),
  },
  originTimestamp: {
    meaning: 'When it was prepared there.',
    value: value => (value === 0n ? 'none' : isoTimestamp(value as bigint)),
  },
};

function explainSection(section: TwoPhaseSection, state: TwoPhaseState): ExplainedField[] {
  const { name, offset, length } = section;
  if (length === 0) return [];
  const field = (value: string, meaning: string): ExplainedField[] => [
    { name, offset, length, value, meaning },
  ];
  switch (name) {
    case 'gid':
      return field(state.gid, 'The identifier that the transaction was prepared under.');
    case 'subtransactions':
      return field(state.subtransactions.join(', '), 'Ids of committed subtransactions.');
    case 'files deleted on commit':
      return field(paths(state.deletedOnCommit), 'Files of dropped or rewritten relations.');
    case 'files deleted on abort':
      return field(paths(state.deletedOnAbort), 'Files of relations that the transaction made.');
    default:
      return field(bytesValue(length), 'Passed on when the transaction ends.');
  }
}

function paths(files: readonly RelationFile[]): string {
  return files
    .map(({ tablespace, database, relation }) => `${tablespace}/${database}/${relation}`)
    .join(', ');
}

function explainRecords(
  view: DataView,
  { records }: TwoPhaseState,
  majors: readonly [Major, Major],
): ExplainedField[] {
  return records.map(record => ({
    name: record.kind,
    offset: record.offset,
    length: 8 + record.length,
    value: recordValue(view, record, majors),
    meaning: recordMeanings[record.kind] ?? 'A kind of record that is not known.',
  }));
}

function recordValue(view: DataView, record: TwoPhaseRecord, majors: readonly [Major, Major]): string {
  return describeLock(view, record, majors) ?? (record.length ? bytesValue(record.length) : '');
}

const recordMeanings: Readonly<Record<string, string>> = {
  lock: 'A lock that the transaction still holds.',
  statistics: 'Counts of changed rows, for the statistics.',
  multixact: 'The oldest multixact that the transaction may look at.',
  'predicate lock': 'What a serializable transaction has read.',
  end: 'The records end here.',
};
