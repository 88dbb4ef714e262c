import type { Major } from '../../majors.ts';
import type { ResourceManager } from '../describe/resourceManager.ts';
import { brin } from './brin.ts';
import { btree } from './btree.ts';
import { gin } from './gin.ts';
import { gist } from './gist.ts';
import { hash } from './hash.ts';
import { heap } from './heap.ts';
import { spgist } from './spgist.ts';

/** The built-in resource managers. PostgreSQL: access/rmgrlist.h. */
const builtIn: readonly ResourceManager[] = [heap, btree, brin, gin, gist, hash, spgist];

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
