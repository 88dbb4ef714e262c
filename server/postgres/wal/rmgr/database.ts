import { readRun } from '../describe/array.ts';
import { as, i32, struct, u32 } from '../describe/fieldTypes.ts';
import type { RecordKind, ResourceManager } from '../describe/resourceManager.ts';
import { constant } from '../describe/textBuffer.ts';

const space = constant(' ');
const slash = constant('/');
const db_id = as(u32, 'database');
const tablespace_id = as(u32, 'its tablespace');

const create: RecordKind = {
  name: 'CREATE',
  does: "Copies a database's directory from its template.",
  data: struct({
    db_id: as(u32, 'new database'),
    tablespace_id,
    src_db_id: as(u32, 'template database'),
    src_tablespace_id: as(u32, "the template's tablespace"),
  }),
  text: {
    10: 'copy dir {src_db_id}/{src_tablespace_id} to {db_id}/{tablespace_id}',
    12: 'copy dir {src_tablespace_id}/{src_db_id} to {tablespace_id}/{db_id}',
  },
};

const createFileCopy: RecordKind = { ...create, name: 'CREATE_FILE_COPY' };

const createWalLog: RecordKind = {
  name: 'CREATE_WAL_LOG',
  does: 'Makes an empty directory for a database whose pages are then logged one by one.',
  data: struct({ db_id: as(u32, 'new database'), tablespace_id }),
  text: 'create dir {tablespace_id}/{db_id}',
};

const drop: RecordKind = {
  name: 'DROP',
  does: 'Removes the directories of a database.',
  data: {
    10: struct({ db_id, tablespace_id }),
    13: struct({ db_id, ntablespaces: as(i32, 'number of tablespaces') }),
  },
  text: {
    10: 'dir {db_id}/{tablespace_id}',
    12: 'dir {tablespace_id}/{db_id}',
    13: 'dir{dirs}',
  },
  parts: {
    dirs(d) {
      const tablespaces = readRun(d, 'tablespace_ids', tablespace_id, d.mainU32(4));
      for (let i = 0; i < tablespaces.count; i++) {
        d.out.put(space);
        u32.write(d.out, d.record.bytes, tablespaces.at + i * u32.size);
        d.out.put(slash);
        d.out.u32(d.mainU32(0));
      }
    },
  },
};

/** Records of databases. PostgreSQL: commands/dbcommands_xlog.h, access/rmgrdesc/dbasedesc.c. */
export const database: ResourceManager = {
  kindMask: 0xf0,
  kinds: {
    0: { 10: create, 15: createFileCopy },
    16: { 10: drop, 15: createWalLog },
    32: { 15: drop },
  },
};
