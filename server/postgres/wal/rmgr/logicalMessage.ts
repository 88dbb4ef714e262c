import { as, bool, struct, u32, u64 } from '../describe/fieldTypes.ts';
import type { RecordKind, ResourceManager } from '../describe/resourceManager.ts';

const messageWith = (nontransactional: string) =>
  struct({
    dbId: as(u32, 'database it was emitted from'),
    transactional: as(bool('transactional', nontransactional), 'whether it is decoded with its transaction'),
    prefix_size: as(u64, 'length of the prefix with its zero byte', 'bytes'),
    message_size: as(u64, 'length of the message', 'bytes'),
  });

const message: RecordKind = {
  name: 'MESSAGE',
  does: 'A message for logical decoding, from pg_logical_emit_message.',
  data: { 10: messageWith('nontransactional'), 14: messageWith('non-transactional') },
  text: {
    10: '{transactional} message size {message_size} bytes',
    14: '{transactional}, prefix "{prefix}"; payload ({message_size} bytes): {payload}',
  },
  parts: {
    prefix: d => d.printText('prefix', d.mainU32(8), 'tells what the message is for'),
    payload(d) {
      d.skip(d.mainU32(8));
      const { from, to } = d.raw('message', d.mainU32(16));
      d.out.hexBytes(d.record.bytes, from, to);
    },
  },
};

/** Messages for logical decoding. PostgreSQL: replication/message.h, access/rmgrdesc/logicalmsgdesc.c. */
export const logicalMessage: ResourceManager = {
  kindMask: 0xf0,
  kinds: { 0: message },
};
