import type { SettingGuides } from './settingGuide.ts';

/** Checkpoints, the background writer, and how much WAL stays in pg_wal because of them. */
export const checkpointGuides: SettingGuides = {
  checkpoint_timeout: {
    does: 'The longest time between two automatic checkpoints.',
    costs:
      'Longer means fewer full-page images and less I/O, but a longer crash recovery. 15 to 30 minutes suit most busy servers.',
    goesWrong:
      'Long intervals do nothing while `max_wal_size` forces checkpoints earlier. On a standby it bounds how often restartpoints can happen.',
    setWith: ['max_wal_size', 'checkpoint_completion_target'],
  },
  checkpoint_completion_target: {
    does: 'The share of the interval over which a checkpoint spreads its writes.',
    costs: 'Lower values make shorter, harder bursts of I/O. 0.9 is right nearly everywhere.',
    goesWrong: '1.0 leaves no slack: checkpoints fall behind and more WAL is kept.',
    setWith: ['checkpoint_timeout', 'max_wal_size'],
    since: { 14: 'The default is 0.9; before, it was 0.5.' },
  },
  checkpoint_flush_after: {
    does: 'Asks the operating system to write out after this much checkpoint data, so that the final sync is short.',
    costs:
      'Smoother latency, sometimes less throughput when `shared_buffers` is smaller than the page cache. `0` turns it off.',
    setWith: ['checkpoint_completion_target'],
  },
  checkpoint_warning: {
    does: 'Logs a hint when checkpoints forced by WAL volume come closer together than this.',
    goesWrong: 'The warning means that `max_wal_size` is too small for the load: raise that, not this.',
    setWith: ['max_wal_size'],
  },
  max_wal_size: {
    does: 'The amount of WAL since the last checkpoint at which a new one starts early.',
    costs:
      'More disk in `pg_wal` and a longer crash recovery; in exchange fewer checkpoints and fewer full-page images.',
    goesWrong:
      'It is a goal, not a limit: failing archiving, replication slots and `wal_keep_size` let `pg_wal` grow far beyond it.',
    setWith: ['min_wal_size', 'checkpoint_timeout', 'max_slot_wal_keep_size'],
    since: { 11: 'Must be at least two segments, or the start fails.' },
  },
  min_wal_size: {
    does: 'Old segments are kept for reuse, not removed, as long as `pg_wal` is smaller than this.',
    costs: 'Disk space that stays taken; saves creating files when the load comes in waves.',
    goesWrong: 'Larger than `max_wal_size` is accepted without a word, and makes no sense.',
    setWith: ['max_wal_size'],
    since: { 11: 'Must be at least two segments, or the start fails.' },
  },
  log_checkpoints: {
    does: 'Logs each checkpoint and restartpoint with its cause, its writes, its time and the WAL distance.',
    costs: 'One line a checkpoint: leave it on, it is the first thing to read when I/O is slow.',
    since: { 15: 'On by default.' },
  },
  bgwriter_delay: {
    does: 'How long the background writer sleeps between its rounds.',
    setWith: ['bgwriter_lru_maxpages', 'bgwriter_lru_multiplier'],
  },
  bgwriter_lru_maxpages: {
    does: 'The most pages that the background writer writes in one round. `0` turns it off, checkpoints stay.',
    costs:
      'Higher values spare sessions from writing pages themselves, but may write the same page again and again.',
    setWith: ['bgwriter_delay', 'bgwriter_lru_multiplier'],
  },
  bgwriter_lru_multiplier: {
    does: 'How many clean buffers to prepare, as a multiple of those recently needed.',
    costs: 'Above 1 leaves a reserve for bursts at the price of more writes.',
    setWith: ['bgwriter_lru_maxpages'],
  },
  bgwriter_flush_after: {
    does: 'Asks the operating system to write out after the background writer has written this much. `0` turns it off.',
  },
  backend_flush_after: {
    does: 'Asks the operating system to write out after a session has written this much itself. `0`, the default, turns it off.',
  },
};
