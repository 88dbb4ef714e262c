import { type Run, readRun } from '../describe/array.ts';
import type { Description } from '../describe/description.ts';
import { type FieldType, timestamp } from '../describe/fieldTypes.ts';
import { relationPath } from '../describe/relationPath.ts';
import type { RecordKind } from '../describe/resourceManager.ts';
import { invalidationMessage, printInvalidations } from './invalidations.ts';
import {
  type Origin,
  printList,
  printOrigin,
  readOrigin,
  statsItemSince,
  subxact,
} from './transactionParts.ts';

/** A transaction made ready to be committed later, by another session or after a restart. */
interface Prepared {
  readonly timeAt: number;
  readonly gid: { readonly from: number; readonly to: number };
  readonly database: number;
  readonly initFile: boolean;
  readonly subxacts: Run;
  readonly commitRelations: Run;
  readonly abortRelations: Run;
  readonly commitStats: Run | undefined;
  readonly abortStats: Run | undefined;
  readonly messages: Run;
  readonly origin: Origin | undefined;
}

/** What a major's PREPARE records hold besides: an origin from 11 on, dropped statistics from 15 on. */
interface PreparedShape {
  readonly hasOrigin: boolean;
  readonly statsItem?: FieldType;
}

/** Reads a PREPARE record, every list of which begins at a multiple of 8. PostgreSQL: ParsePrepareRecord. */
function readPrepare(d: Description, { hasOrigin, statsItem }: PreparedShape): Prepared {
  d.u32('magic', 'format of the record');
  d.u32('total_len', 'length of the state, also as a file in pg_twophase');
  d.u32('xid', 'the prepared transaction');
  const database = d.u32('database', 'database it was in');
  const timeAt = d.field('prepared_at', timestamp, 'when it was prepared');
  d.u32('owner', 'user who prepared it');
  const nsubxacts = d.u32('nsubxacts', 'number of subtransactions');
  const ncommitrels = d.u32('ncommitrels', 'number of relations to delete at its commit');
  const nabortrels = d.u32('nabortrels', 'number of relations to delete at its rollback');
  const ncommitstats = statsItem ? d.u32('ncommitstats', 'statistics to drop at its commit') : 0;
  const nabortstats = statsItem ? d.u32('nabortstats', 'statistics to drop at its rollback') : 0;
  const ninvalmsgs = d.u32('ninvalmsgs', 'number of invalidation messages');
  const initFile = d.u8('initfileinval', 'whether files with cached catalog contents are removed') !== 0;
  d.align(2);
  const gidlen = d.u16('gidlen', 'length of its name with the zero byte');
  const origin = hasOrigin ? readOrigin(d) : undefined;
  const gidEnd = d.rest - gidlen;
  const gid = d.cstring('gid', gidlen, 'its name in PREPARE TRANSACTION');
  d.skip(Math.max(0, d.rest - gidEnd));
  const list = (name: string, type: FieldType, count: number) => {
    d.align(8);
    return readRun(d, name, type, count);
  };
  return {
    timeAt,
    gid,
    database,
    initFile,
    subxacts: list('subxacts', subxact, nsubxacts),
    commitRelations: list('xlocators', relationPath(d.major), ncommitrels),
    abortRelations: list('abortlocators', relationPath(d.major), nabortrels),
    commitStats: statsItem && list('stats', statsItem, ncommitstats),
    abortStats: statsItem && list('abortstats', statsItem, nabortstats),
    messages: list('msgs', invalidationMessage(d.major), ninvalmsgs),
    origin,
  };
}

function printPrepare(d: Description, prepared: Prepared): void {
  const { timeAt, gid, messages, database, initFile } = prepared;
  d.out.text('gid ');
  d.out.raw(d.record.bytes, gid.from, gid.to);
  d.out.text(': ');
  if (timeAt >= 0) timestamp.write(d.out, d.record.bytes, timeAt);
  printList(d, '; rels(commit):', prepared.commitRelations);
  printList(d, '; rels(abort):', prepared.abortRelations);
  printList(d, '; commit dropped stats:', prepared.commitStats);
  printList(d, '; abort dropped stats:', prepared.abortStats);
  printList(d, '; subxacts:', prepared.subxacts);
  if (messages.count) printInvalidations(d, messages, initFile, database, 0);
}

function printPrepareWithOrigin(d: Description, statsItem: FieldType): void {
  const prepared = readPrepare(d, { hasOrigin: true, statsItem });
  printPrepare(d, prepared);
  if (d.record.origin !== 0 && prepared.origin) printOrigin(d, prepared.origin);
}

/** PostgreSQL: xl_xact_prepare in access/xact.h; TwoPhaseFileHeader in twophase.c up to 12. */
export const prepare: RecordKind = {
  name: 'PREPARE',
  does: 'Prepares a transaction for two-phase commit; the record holds all that is needed to finish it.',
  text: {
    10: d => void readPrepare(d, { hasOrigin: false }),
    11: d => void readPrepare(d, { hasOrigin: true }),
    13: d => printPrepare(d, readPrepare(d, { hasOrigin: true })),
    15: d => printPrepareWithOrigin(d, statsItemSince[15]),
    18: d => printPrepareWithOrigin(d, statsItemSince[18]),
  },
};
