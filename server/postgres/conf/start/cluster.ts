import { type Major, sinceMajor } from '../../majors.ts';
import { belowPrimary, minimalWalLevel, minimalWalRefused, requiredOfPrimary } from './primaryValues.ts';
import { archiveRecovery } from './recovery.ts';
import type { Situation, StartRule } from './situation.ts';

const refusedForQueriesOnly = { 10: true, 14: false } as const;

/** CheckRequiredParameterValues in access/transam/xlogrecovery.c: what the log lacks since wal_level was minimal, nobody can recover. */
export const recoverableWal: StartRule = situation => {
  const { major, value, surroundings } = situation;
  if (!recovers(situation) || surroundings.control?.walLevel !== minimalWalLevel) return undefined;
  if (sinceMajor(refusedForQueriesOnly, major) && value('hot_standby') !== true) return undefined;
  return { code: 'wal-was-minimal', ...sinceMajor(minimalWalRefused, major)!, settings: ['wal_level'] };
};

/** Whether a file asks for recovery from the archive or of a standby. */
function recovers(situation: Situation): boolean {
  const { major, surroundings } = situation;
  return archiveRecovery(situation) || (major < 12 && surroundings.recoveryConf !== undefined);
}

/** A server that recovers and lets queries in needs at least what the primary had. */
export const notBelowPrimary: StartRule = situation => {
  const { major, number, value, surroundings } = situation;
  if (!surroundings.control || !recovers(situation) || value('hot_standby') !== true) return undefined;
  for (const [name, read] of requiredOfPrimary) {
    const theirs = read(surroundings.control);
    if (theirs === undefined || number(name) >= theirs) continue;
    const words = sinceMajor(belowPrimary, major)!({ name, ours: number(name), theirs });
    return { code: 'setting-below-primary', ...words, settings: [name] };
  }
  return undefined;
};

// Settings in hints are quoted from 17 on.
const quotes = { 10: '', 17: '"' } as const;

function quoted(name: string, major: Major): string {
  const quote = sinceMajor(quotes, major)!;
  return `${quote}${name}${quote}`;
}

/** RestoreTwoPhaseData's MarkAsPreparing in access/transam/twophase.c. */
export const preparedTransactionsFit: StartRule = ({ major, number, surroundings }) => {
  const { preparedTransactions = 0 } = surroundings;
  const most = number('max_prepared_transactions');
  if (preparedTransactions <= most) return undefined;
  return {
    code: 'prepared-transactions-do-not-fit',
    message: 'maximum number of prepared transactions reached',
    hint: `Increase ${quoted('max_prepared_transactions', major)} (currently ${most}).`,
    settings: ['max_prepared_transactions'],
  };
};

/** RestoreSlotFromDisk in replication/slot.c. */
export const slotsFit: StartRule = ({ major, number, surroundings }) =>
  (surroundings.slots?.length ?? 0) > number('max_replication_slots')
    ? {
        code: 'replication-slots-do-not-fit',
        message: 'too many replication slots active before shutdown',
        hint: `Increase ${quoted('max_replication_slots', major)} and try again.`,
        settings: ['max_replication_slots'],
      }
    : undefined;

const logicalNeeds = { 10: 'logical', 19: 'replica' } as const;

/** The same function: WAL must tell enough for every slot there is. */
export const slotsHaveWalLevel: StartRule = ({ major, value, surroundings }) => {
  const level = walLevels.indexOf(String(value('wal_level')));
  for (const slot of surroundings.slots ?? []) {
    const needed = slot.database ? sinceMajor(logicalNeeds, major)! : 'replica';
    if (level >= walLevels.indexOf(needed)) continue;
    const name = quoted('wal_level', major);
    const word = quoted(needed, major);
    return {
      code: 'slot-needs-wal-level',
      message: `${slot.database ? 'logical' : 'physical'} replication slot "${slot.name}" exists, but ${name} < ${word}`,
      hint: `Change ${name} to be ${word} or higher.`,
      settings: ['wal_level'],
    };
  }
  return undefined;
};

const walLevels = ['minimal', 'replica', 'logical'];
