import type { ResourceManager } from '../describe/resourceManager.ts';
import { brin } from './brin.ts';
import { btree } from './btree.ts';
import { clog } from './clog.ts';
import { commitTs } from './commitTs.ts';
import { database } from './database.ts';
import { genericRecords } from './generic.ts';
import { gin } from './gin.ts';
import { gist } from './gist.ts';
import { hash } from './hash.ts';
import { heap } from './heap.ts';
import { heap2 } from './heap2.ts';
import { logicalMessage } from './logicalMessage.ts';
import { multixact } from './multixact.ts';
import { relmap } from './relmap.ts';
import { replicationOrigin } from './replicationOrigin.ts';
import { sequence } from './sequence.ts';
import { spgist } from './spgist.ts';
import { standby } from './standby.ts';
import { storage } from './storage.ts';
import { tablespace } from './tablespace.ts';
import { transaction } from './transaction.ts';
import { xlog } from './xlog.ts';

/** What the built-in resource managers write, by their ids, as names.ts has them. PostgreSQL: access/rmgrlist.h. */
const builtIn: readonly ResourceManager[] = [
  xlog,
  transaction,
  storage,
  clog,
  database,
  tablespace,
  multixact,
  relmap,
  standby,
  heap2,
  heap,
  btree,
  hash,
  gin,
  gist,
  sequence,
  spgist,
  brin,
  commitTs,
  replicationOrigin,
  genericRecords,
  logicalMessage,
];

/** The resource manager with `id`, or undefined for one that an extension brings or that does not exist. */
export function resourceManager(id: number): ResourceManager | undefined {
  return builtIn[id];
}
