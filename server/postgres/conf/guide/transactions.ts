import type { SettingGuides } from './settingGuide.ts';

/** Time limits and vacuum settings that decide how long old rows, WAL and locks are held. */
export const transactionGuides: SettingGuides = {
  idle_in_transaction_session_timeout: {
    does: 'Ends a session that sits idle inside a transaction for this long. `0` never does.',
    costs: 'A few minutes protect vacuum and a standby with feedback from forgotten transactions.',
    setWith: ['hot_standby_feedback', 'transaction_timeout'],
  },
  idle_session_timeout: {
    does: 'Ends a session that is idle outside a transaction for this long. `0` never does.',
    goesWrong: 'Connection pools and replication tools may not expect it.',
  },
  transaction_timeout: {
    does: 'Ends a session whose transaction lasts longer than this. `0` never does.',
    goesWrong: 'In the file it hits backups by `pg_dump` and long maintenance as well; set it by role.',
    setWith: ['idle_in_transaction_session_timeout', 'statement_timeout'],
  },
  statement_timeout: {
    does: 'Cancels a statement that runs longer than this. `0` never does.',
    goesWrong:
      'In the file it hits maintenance as well; set it by role. It does not end the wait of a commit for a synchronous standby.',
    setWith: ['lock_timeout'],
  },
  lock_timeout: {
    does: 'Cancels a statement that waits for a lock longer than this. `0` never does.',
    setWith: ['statement_timeout', 'deadlock_timeout'],
  },
  deadlock_timeout: {
    does: 'How long a wait for a lock lasts before the server looks for a deadlock.',
    costs: 'Also the time after which `log_lock_waits` and `log_recovery_conflict_waits` write a line.',
    setWith: ['log_lock_waits', 'log_recovery_conflict_waits'],
  },
  autovacuum: {
    does: 'Runs vacuum and analyze by itself.',
    goesWrong:
      'With `off` tables bloat, and the server still starts vacuums of its own against transaction wraparound.',
    setWith: ['track_counts'],
  },
  autovacuum_freeze_max_age: {
    does: 'At this age of its oldest transaction a table is vacuumed in any case.',
    costs: 'Such vacuums write much WAL at once; higher values put them off. A change needs a restart.',
    setWith: ['vacuum_freeze_min_age', 'vacuum_failsafe_age'],
  },
  vacuum_failsafe_age: {
    does: 'At this age vacuum drops all delays and index work to prevent wraparound.',
    setWith: ['autovacuum_freeze_max_age'],
  },
  default_transaction_read_only: {
    does: 'Makes new transactions read-only unless they ask otherwise.',
    goesWrong: 'It is no protection: any session can switch it off.',
  },
};
