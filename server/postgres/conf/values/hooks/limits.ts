import type { Refusal } from '../refusal.ts';
import { accept, forAll, type Hook, type Hooks } from './hook.ts';

const mostBackends = 0x3ffff;

/** Refuses a value that lifts the sum of these settings, plus the autovacuum launcher, above MAX_BACKENDS. */
function backends(...summed: string[]): Hook {
  return (value, { setting, current }) => {
    const sum = summed.reduce((total, name) => total + Number(name === setting ? value : current(name)), 1);
    return sum > mostBackends ? {} : undefined;
  };
}

const withoutSenders = backends('max_connections', 'autovacuum_max_workers', 'max_worker_processes');
const withSenders = backends(
  'max_connections',
  'autovacuum_max_workers',
  'max_worker_processes',
  'max_wal_senders',
);

function multipleOf16(end: string): Hook {
  return (value, { setting }) =>
    Number(value) % 16 === 0 ? undefined : { detail: `"${setting}" must be a multiple of 16${end}` };
}

/** Ring sizes of vacuum: 0, or 128 kB to 16 GB. */
function vacuumRing(detail: string): Hook {
  return value =>
    value === 0 || (Number(value) >= 128 && Number(value) <= 16777216) ? undefined : { detail };
}

// The usual soft limit of a stack on Linux, less STACK_DEPTH_SLOP, in kB.
const usualStack = 8192 - 512;

function maxStackDepth(value: unknown): Partial<Refusal> | undefined {
  if (Number(value) <= usualStack) return undefined;
  return {
    detail: `"max_stack_depth" must not exceed ${usualStack}kB.`,
    hint: 'Increase the platform\'s stack depth limit via "ulimit -s" or local equivalent.',
    dependsOn: "the operating system's stack limit, usually 8MB",
  };
}

const slruBuffers = [
  'commit_timestamp_buffers',
  'multixact_member_buffers',
  'multixact_offset_buffers',
  'notify_buffers',
  'serializable_buffers',
  'subtransaction_buffers',
  'transaction_buffers',
];

export const limitHooks: Hooks = {
  max_connections: { 10: withoutSenders, 12: withSenders, 18: accept },
  autovacuum_max_workers: { 10: withoutSenders, 12: withSenders, 18: accept },
  max_worker_processes: { 10: withoutSenders, 12: withSenders, 18: accept },
  max_wal_senders: { 12: withSenders, 18: accept },
  max_stack_depth: { 10: maxStackDepth },
  ...forAll(slruBuffers, { 17: multipleOf16(''), 18: multipleOf16('.') }),
  vacuum_buffer_usage_limit: {
    16: vacuumRing('"vacuum_buffer_usage_limit" must be 0 or between 128 kB and 16777216 kB'),
    18: vacuumRing('"vacuum_buffer_usage_limit" must be 0 or between 128 kB and 16777216 kB.'),
  },
  io_max_concurrency: {
    18: value => (value === 0 ? { detail: 'Only -1 or values bigger than 0 are valid.' } : undefined),
  },
};
