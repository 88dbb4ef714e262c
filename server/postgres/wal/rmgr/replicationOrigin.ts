import { as, bool, lsn, struct, u16 } from '../describe/fieldTypes.ts';
import type { RecordKind, ResourceManager } from '../describe/resourceManager.ts';

const node_id = as(u16, 'replication origin (pg_replication_origin.roident)');

const setWith = (padded: boolean) =>
  struct({
    remote_lsn: as(lsn(padded), "position in the origin's own log"),
    node_id,
    force: as(bool('1', '0'), 'whether the position may go back'),
  });

const set: RecordKind = {
  name: 'SET',
  does: 'Sets how far the changes of a replication origin are applied.',
  data: { 10: setWith(false), 19: setWith(true) },
  text: 'set {node_id}; lsn {remote_lsn}; force: {force}',
};

const drop: RecordKind = {
  name: 'DROP',
  does: 'Forgets a replication origin.',
  data: struct({ node_id }),
  text: 'drop {node_id}',
};

/** Records of replication origins. PostgreSQL: replication/origin.h, access/rmgrdesc/replorigindesc.c. */
export const replicationOrigin: ResourceManager = {
  kindMask: 0xf0,
  kinds: { 0: set, 16: drop },
};
