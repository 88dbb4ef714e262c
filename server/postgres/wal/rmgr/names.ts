import type { Major } from '../../majors.ts';

/** The names of the built-in resource managers by their ids. PostgreSQL: access/rmgrlist.h. */
const builtIn: readonly string[] = [
  'XLOG',
  'Transaction',
  'Storage',
  'CLOG',
  'Database',
  'Tablespace',
  'MultiXact',
  'RelMap',
  'Standby',
  'Heap2',
  'Heap',
  'Btree',
  'Hash',
  'Gin',
  'Gist',
  'Sequence',
  'SPGist',
  'BRIN',
  'CommitTs',
  'ReplicationOrigin',
  'Generic',
  'LogicalMessage',
];

/** Extensions may register resource managers under these ids from 15 on. PostgreSQL: access/rmgr.h. */
const customIds = { first: 128, last: 255, since: 15 } as const;

/** Name of a resource manager as pg_waldump prints it, `custom128` for an extension's. */
export function resourceManagerName(id: number): string {
  return builtIn[id] ?? `custom${String(id).padStart(3, '0')}`;
}

/** Whether records of `major` may carry `id`. PostgreSQL: RmgrIdIsValid in access/rmgr.h. */
export function isValidResourceManager(id: number, major: Major): boolean {
  return id in builtIn || (major >= customIds.since && id >= customIds.first && id <= customIds.last);
}

/** All built-in resource managers in the order of their ids. */
export function builtInResourceManagers(): { readonly id: number; readonly name: string }[] {
  return builtIn.map((name, id) => ({ id, name }));
}
