import type { RecordKind, ResourceManager } from '../describe/resourceManager.ts';
import { constant } from '../describe/textBuffer.ts';

const offsetIs = constant('offset ');
const lengthIs = constant(', length ');
const next = constant('; ');

const generic: RecordKind = {
  name: 'Generic',
  does: 'Overwrites ranges of a page, for an extension without a resource manager of its own.',
  text(d) {
    while (d.rest >= 4) {
      d.group('range', () => {
        d.out.put(offsetIs);
        d.out.u32(d.u16('offset', 'where on the page the range begins'));
        d.out.put(lengthIs);
        const length = d.u16('length', 'how many bytes it replaces');
        d.out.u32(length);
        d.raw('data', length, 'what they become');
      });
      if (d.rest > 0) d.out.put(next);
    }
  },
};

/** Generic records. PostgreSQL: access/generic_xlog.h, access/rmgrdesc/genericdesc.c. */
export const genericRecords: ResourceManager = {
  kindMask: 0,
  kinds: { 0: generic },
};
