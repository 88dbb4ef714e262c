import { as, i32, struct, u32 } from '../describe/fieldTypes.ts';
import type { RecordKind, ResourceManager } from '../describe/resourceManager.ts';

const dbid = as(u32, 'database, 0 for the shared map');
const tsid = as(u32, "the database's tablespace");
const sizeMeaning = 'size of the map';

const update: RecordKind = {
  name: 'UPDATE',
  does: 'Writes the map from system catalogs to their files (pg_filenode.map) anew.',
  data: {
    10: struct({ dbid, tsid, nbytes: as(u32, sizeMeaning, 'bytes') }),
    15: struct({ dbid, tsid, nbytes: as(i32, sizeMeaning, 'bytes') }),
  },
  text: 'database {dbid} tablespace {tsid} size {nbytes}',
};

/** Records of the relation map. PostgreSQL: utils/relmapper.h, access/rmgrdesc/relmapdesc.c. */
export const relmap: ResourceManager = { kindMask: 0xf0, kinds: { 0: update } };
