import type { Major } from '../postgres/majors.ts';
import type { RecordBatch } from '../postgres/wal/reader.ts';
import { readTransactionEnd, type TransactionEnd, transactionTime } from '../postgres/wal/transactionEnd.ts';
import { mainDataAt } from './recordClasses.ts';

/** Time of the transaction's end; undefined when the record was not kept or is too short. */
export function completionTime(batch: RecordBatch, at: number): bigint | undefined {
  const main = mainDataAt(batch, at);
  return main === 0 ? undefined : transactionTime(batch.memory, main, main + batch.mainLength[at]);
}

/** What a commit or abort record of the batch says; undefined when it was not kept or is too short. */
export function readCompletion(batch: RecordBatch, at: number, major: Major): TransactionEnd | undefined {
  const main = mainDataAt(batch, at);
  if (main === 0) return undefined;
  return readTransactionEnd(batch.memory, main, main + batch.mainLength[at], batch.info[at], major);
}

/** `tablespace/database/relation` of the relations whose files a commit removes. */
export function droppedRelations(batch: RecordBatch, at: number, major: Major): string[] {
  const relations = readCompletion(batch, at, major)?.relations ?? [];
  return relations.map(({ tablespace, database, relation }) => `${tablespace}/${database}/${relation}`);
}
