import type { Major } from '../../majors.ts';
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

/** The built-in resource managers. PostgreSQL: access/rmgrlist.h. */
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

/** Extensions may register resource managers under these ids from 15 on. PostgreSQL: access/rmgr.h. */
const customIds = { first: 128, last: 255, since: 15 } as const;

const byId = new Map(builtIn.map(manager => [manager.id, manager]));

/** The resource manager with `id`, or undefined for one that an extension brings or that does not exist. */
export function resourceManager(id: number): ResourceManager | undefined {
  return byId.get(id);
}

/** Name of a resource manager as pg_waldump prints it, `custom128` for an extension's. */
export function resourceManagerName(id: number): string {
  return byId.get(id)?.name ?? `custom${String(id).padStart(3, '0')}`;
}

/** Whether records of `major` may carry `id`. PostgreSQL: RmgrIdIsValid in access/rmgr.h. */
export function isValidResourceManager(id: number, major: Major): boolean {
  return byId.has(id) || (major >= customIds.since && id >= customIds.first && id <= customIds.last);
}

/** All built-in resource managers in the order of their ids. */
export function builtInResourceManagers(): readonly ResourceManager[] {
  return builtIn;
}
