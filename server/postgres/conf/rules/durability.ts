import { isOn } from './context.ts';
import { replaceValue } from './places.ts';
import type { Rule } from './rule.ts';

/** A switch that is dangerous in one position. */
function dangerousSwitch(
  setting: string,
  dangerous: boolean,
  facts: Pick<Rule, 'code' | 'title' | 'why'> & { readonly message: string },
): Rule {
  const [bad, good] = dangerous ? ['on', 'off'] : ['off', 'on'];
  return {
    code: facts.code,
    severity: 'warning',
    title: facts.title,
    why: facts.why,
    example: `${setting} = ${bad}`,
    better: `${setting} = ${good}`,
    *check(context) {
      const entry = context.entry(setting);
      if (!entry || isOn(context, setting) !== dangerous) return;
      const fixes = [{ title: `Turn ${setting} ${good}`, edits: [replaceValue(entry, good)] }];
      yield { entry, message: facts.message, fixes };
    },
  };
}

/** Switches that give up the safety of data. */
export const durabilityRules: readonly Rule[] = [
  dangerousSwitch('fsync', false, {
    code: 'fsync-off',
    title: '`fsync` is off',
    why: 'A power failure or a crash of the machine then leaves the cluster corrupt beyond repair. For speed that loses commits but never corrupts use `synchronous_commit = off`.',
    message:
      'A power failure can corrupt the whole cluster: turn it on; synchronous_commit = off is fast without that risk',
  }),
  dangerousSwitch('full_page_writes', false, {
    code: 'full-page-writes-off',
    title: 'full_page_writes is off',
    why: 'A crash in the middle of a write leaves torn pages that replay cannot repair. Base backups from a standby and `pg_rewind` stop working too. To shrink the WAL use `wal_compression` and longer checkpoints.',
    message:
      'A crash can leave torn pages that WAL cannot repair: turn it on, and use wal_compression to shrink the WAL',
  }),
  dangerousSwitch('data_sync_retry', true, {
    code: 'data-sync-retry-on',
    title: 'data_sync_retry is on',
    why: 'After a failed sync most operating systems have dropped the data, and a second sync reports success: the loss goes unnoticed. With off the server restarts and replays the WAL, which still has it.',
    message:
      'A failed write may be dropped by the system and never noticed: turn it off, so that WAL is replayed',
  }),
  dangerousSwitch('zero_damaged_pages', true, {
    code: 'zero-damaged-pages-on',
    title: 'zero_damaged_pages is on',
    why: 'Each page with a broken header is emptied when it is read, and its rows are gone. Set it in one session, for one table, after a backup of the files.',
    message:
      'Damaged pages are emptied as soon as they are read: turn it off, and set it only in a session that rescues data',
  }),
  dangerousSwitch('ignore_checksum_failure', true, {
    code: 'ignore-checksum-failure-on',
    title: 'ignore_checksum_failure is on',
    why: 'Corrupt pages are used as if nothing were wrong, and get into backups and standbys.',
    message: 'Corrupt pages are used and spread: turn it off, and set it only in a session that rescues data',
  }),
  dangerousSwitch('ignore_invalid_pages', true, {
    code: 'ignore-invalid-pages-on',
    title: 'ignore_invalid_pages is on',
    why: 'Recovery goes on over references to pages that do not exist, which hides lost data.',
    message: 'Recovery goes on over missing data without an error: turn it off unless no good backup is left',
  }),
];
