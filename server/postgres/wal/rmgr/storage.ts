import { as, i32, type Struct, struct, u32 } from '../describe/fieldTypes.ts';
import { relationPath } from '../describe/relationPath.ts';
import { eachMajor, type RecordKind, type ResourceManager } from '../describe/resourceManager.ts';
import { forkNames } from '../record.ts';

/** Where forkNum lies in xl_smgr_create. */
const forkNumAt = 12;

const create: RecordKind = {
  name: 'CREATE',
  does: 'Creates the file of one fork of a relation.',
  data: eachMajor<Struct>(major =>
    struct({
      rlocator: relationPath(major),
      forkNum: as(u32, 'fork: 0 main, 1 free space map, 2 visibility map, 3 init'),
    }),
  ),
  text: '{rlocator}{fork}',
  parts: {
    fork(d) {
      const fork = d.mainU32(forkNumAt);
      if (fork !== 0) d.out.text(`_${forkNames[fork] ?? ''}`);
    },
  },
};

const truncate: RecordKind = {
  name: 'TRUNCATE',
  does: 'Shortens the files of a relation.',
  data: eachMajor<Struct>(major =>
    struct({
      blkno: as(u32, 'length of the main fork afterwards', 'blocks'),
      rlocator: relationPath(major),
      flags: as(i32, 'forks to shorten: 1 main, 2 visibility map, 4 free space map'),
    }),
  ),
  text: '{rlocator} to {blkno} blocks flags {flags}',
};

/** Records of files. PostgreSQL: catalog/storage_xlog.h, access/rmgrdesc/smgrdesc.c. */
export const storage: ResourceManager = {
  kindMask: 0xf0,
  kinds: { 16: create, 32: truncate },
};
