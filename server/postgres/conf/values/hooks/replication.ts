import { readSynchronousStandbyNames } from '../../synchronousStandbyNames.ts';
import { byteLength } from '../../text.ts';
import { splitIdentifiers } from '../lists.ts';
import type { Refusal } from '../refusal.ts';
import { type Hook, type Hooks, onText } from './hook.ts';

const nameBytes = 64;
const reservedSlot = 'pg_conflict_detection';

/** Why a name can't be that of a replication slot: ReplicationSlotValidateName in replication/slot.c. */
export function slotNameFault(name: string): Refusal | undefined {
  if (name === '') return { message: `replication slot name "${name}" is too short` };
  if (byteLength(name) >= nameBytes) return { message: `replication slot name "${name}" is too long` };
  if (/^[a-z0-9_]*$/.test(name)) return undefined;
  return {
    message: `replication slot name "${name}" contains invalid character`,
    hint: 'Replication slot names may only contain lower case letters, numbers, and the underscore character.',
  };
}

function reservedFault(name: string): Refusal | undefined {
  if (name !== reservedSlot) return slotNameFault(name);
  return {
    message: `replication slot name "${name}" is reserved`,
    hint: `The name "${name}" is reserved for the conflict detection slot.`,
  };
}

type NameCheck = (name: string) => Refusal | undefined;

const primarySlot = (check: NameCheck): Hook =>
  onText(name => {
    const fault = name === '' ? undefined : check(name);
    return fault && { detail: fault.message, hint: fault.hint };
  });

const slotList = (check: NameCheck): Hook =>
  onText(text => {
    const names = splitIdentifiers(text);
    if (!names) return { detail: 'List syntax is invalid.' };
    const fault = names.map(check).find(found => found);
    return fault && { detail: fault.message, hint: fault.hint };
  });

function syncStandbyNames(text: string): Partial<Refusal> | undefined {
  if (text === '') return undefined;
  const { message, detail } = readSynchronousStandbyNames(text).refusal ?? {};
  if (message !== undefined) return { message };
  return detail === undefined ? undefined : { detail };
}

export const replicationHooks: Hooks = {
  synchronous_standby_names: { 10: onText(syncStandbyNames) },
  primary_slot_name: {
    // Version 12 prints the reason as a warning of its own.
    12: onText(name => (name !== '' && slotNameFault(name) ? {} : undefined)),
    13: primarySlot(slotNameFault),
    19: primarySlot(reservedFault),
  },
  synchronized_standby_slots: { 17: slotList(slotNameFault), 19: slotList(reservedFault) },
};
