import type { ControlFile } from '../../files/controlFile.ts';
import type { Major } from '../../majors.ts';

// What a recovery needs of what the primary wrote. PostgreSQL: CheckRequiredParameterValues in access/transam/xlogrecovery.c.

/** wal_level as pg_control has it. */
export const minimalWalLevel = 0;

interface Refusal {
  readonly message: string;
  readonly detail?: string;
  readonly hint?: string;
}

/** What ends a recovery of WAL that was written with wal_level=minimal; up to 13 only where queries are let in. */
export const minimalWalRefused: { readonly [M in Major]?: Refusal } = {
  10: {
    message:
      'hot standby is not possible because wal_level was not set to "replica" or higher on the master server',
    hint: 'Either set wal_level to "replica" on the master, or turn off hot_standby here.',
  },
  14: {
    message: 'WAL was generated with wal_level=minimal, cannot continue recovering',
    detail: 'This happens if you temporarily set wal_level=minimal on the server.',
    hint: 'Use a backup taken after setting wal_level to higher than minimal.',
  },
  17: {
    message: 'WAL was generated with "wal_level=minimal", cannot continue recovering',
    detail: 'This happens if you temporarily set "wal_level=minimal" on the server.',
    hint: 'Use a backup taken after setting "wal_level" to higher than "minimal".',
  },
};

/** Settings that a server which recovers needs as high as its primary had them, in the order in which they are looked at. */
export const requiredOfPrimary: readonly (readonly [string, (control: ControlFile) => number | undefined])[] =
  [
    ['max_connections', control => control.maxConnections],
    ['max_worker_processes', control => control.maxWorkerProcesses],
    ['max_wal_senders', control => control.maxWalSenders],
    ['max_prepared_transactions', control => control.maxPreparedXacts],
    ['max_locks_per_transaction', control => control.maxLocksPerXact],
  ];

interface Lower {
  readonly name: string;
  readonly ours: number;
  readonly theirs: number;
}

/** What ends a recovery when one is lower. */
export const belowPrimary: { readonly [M in Major]?: (lower: Lower) => Refusal } = {
  10: ({ name, ours, theirs }: Lower) => ({
    message: `hot standby is not possible because ${name} = ${ours} is a lower setting than on the master server (its value was ${theirs})`,
  }),
  14: ({ name, ours, theirs }: Lower) => ({
    message: 'recovery aborted because of insufficient parameter settings',
    detail: `${name} = ${ours} is a lower setting than on the primary server, where its value was ${theirs}.`,
    hint: 'You can restart the server after making the necessary configuration changes.',
  }),
};
