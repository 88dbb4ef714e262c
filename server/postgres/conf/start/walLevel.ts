import { type Major, sinceMajor } from '../../majors.ts';
import type { Situation, StartRule } from './situation.ts';

type Words = { readonly [M in Major]?: string };

/** A rule about something that needs more than wal_level = minimal; its words start with the major that checks it. */
function needsMore(
  code: string,
  setting: string,
  wanted: (situation: Situation) => boolean,
  words: Words,
): StartRule {
  return situation => {
    const message = sinceMajor(words, situation.major);
    if (message === undefined || situation.value('wal_level') !== 'minimal' || !wanted(situation))
      return undefined;
    return { code, message, settings: [setting, 'wal_level'] };
  };
}

/** PostmasterMain in postmaster/postmaster.c, in its order. */
export const walLevelRules: readonly StartRule[] = [
  needsMore('archiving-needs-wal-level', 'archive_mode', ({ value }) => value('archive_mode') !== 'off', {
    10: 'WAL archival cannot be enabled when wal_level is "minimal"',
    17: 'WAL archival cannot be enabled when "wal_level" is "minimal"',
  }),
  needsMore('senders-need-wal-level', 'max_wal_senders', ({ number }) => number('max_wal_senders') > 0, {
    10: 'WAL streaming (max_wal_senders > 0) requires wal_level "replica" or "logical"',
    17: 'WAL streaming ("max_wal_senders" > 0) requires "wal_level" to be "replica" or "logical"',
  }),
  needsMore('summaries-need-wal-level', 'summarize_wal', ({ value }) => value('summarize_wal') === true, {
    17: 'WAL cannot be summarized when "wal_level" is "minimal"',
  }),
  needsMore(
    'slot-sync-needs-wal-level',
    'sync_replication_slots',
    ({ value }) => value('sync_replication_slots') === true,
    {
      19: 'replication slot synchronization ("sync_replication_slots" = on) requires "wal_level" to be "replica" or "logical"',
    },
  ),
];
