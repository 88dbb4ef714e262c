import { as, relFileLocator, struct } from '../describe/fieldTypes.ts';
import type { RecordKind, ResourceManager } from '../describe/resourceManager.ts';

const log: RecordKind = {
  name: 'LOG',
  does: 'Sets the state of a sequence, some values ahead of what nextval has given.',
  data: struct({ locator: as(relFileLocator, 'file of the sequence: tablespace/database/relation') }),
  text: 'rel {locator}',
};

/** Records of sequences. PostgreSQL: commands/sequence.h, access/rmgrdesc/seqdesc.c. */
export const sequence: ResourceManager = { kindMask: 0xf0, kinds: { 0: log } };
