import { as, struct, u32 } from '../describe/fieldTypes.ts';
import type { RecordKind, ResourceManager } from '../describe/resourceManager.ts';

const ts_id = as(u32, 'tablespace');

const create: RecordKind = {
  name: 'CREATE',
  does: 'Makes a tablespace: its directory and the link in pg_tblspc.',
  data: struct({ ts_id }),
  text: '{ts_id} "{ts_path}"',
  parts: { ts_path: d => d.printText('ts_path', d.rest, 'directory of the tablespace') },
};

const drop: RecordKind = {
  name: 'DROP',
  does: 'Removes a tablespace.',
  data: struct({ ts_id }),
  text: '{ts_id}',
};

/** Records of tablespaces. PostgreSQL: commands/tablespace.h, access/rmgrdesc/tblspcdesc.c. */
export const tablespace: ResourceManager = {
  kindMask: 0xf0,
  kinds: { 0: create, 16: drop },
};
