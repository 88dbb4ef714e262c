/** Ids of the resource managers whose records steer recovery. PostgreSQL: access/rmgrlist.h. */
export const rmgr = { xlog: 0, transaction: 1, storage: 2, database: 4, standby: 8 } as const;

/** Record types of the resource manager XLOG. PostgreSQL: catalog/pg_control.h. */
export const xlogInfo = {
  checkpointShutdown: 0x00,
  checkpointOnline: 0x10,
  switch: 0x40,
  backupEnd: 0x50,
  parameterChange: 0x60,
  restorePoint: 0x70,
  endOfRecovery: 0x90,
  overwriteContrecord: 0xd0,
  checkpointRedo: 0xe0,
} as const;

/** Record types of Standby. PostgreSQL: storage/standbydefs.h. */
export const standbyInfo = { runningXacts: 0x10 } as const;
