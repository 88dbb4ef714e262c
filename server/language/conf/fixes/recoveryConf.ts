import { lowerCase } from '../../../postgres/conf/catalogue.ts';
import type { ConfFile } from '../../../postgres/conf/configuration.ts';
import { valueText } from '../../../postgres/conf/load.ts';
import { textOf } from '../../../postgres/conf/tree.ts';
import { parseBool } from '../../../postgres/conf/values/check.ts';
import type { Major } from '../../../postgres/majors.ts';
import { quoteValue } from '../quote.ts';

/** recovery.conf said in the words of 12 and later. */
export interface MigratedRecovery {
  /** Lines for postgresql.conf. */
  readonly lines: readonly string[];
  /** The empty file that begins recovery. */
  readonly signal: 'recovery.signal' | 'standby.signal';
}

/** The majors that have promote_trigger_file in place of trigger_file. */
const triggerFileUntil: Major = 15;

/** What a recovery.conf becomes; a standby_mode that is on becomes standby.signal. */
export function migrateRecoveryConf({ tree }: ConfFile, major: Major): MigratedRecovery {
  const last = new Map<string, string>();
  for (const line of tree.lines) {
    const value = line.fault ? undefined : valueText(tree, line);
    if (line.name && value !== undefined) last.set(lowerCase(textOf(tree, line.name)), value);
  }
  const standby = parseBool(last.get('standby_mode') ?? '') === true;
  const lines = [...last].flatMap(([name, value]) => {
    if (name === 'standby_mode' || name.startsWith('include')) return [];
    if (name !== 'trigger_file') return `${name} = ${quoteValue(value)}`;
    return major <= triggerFileUntil
      ? `promote_trigger_file = ${quoteValue(value)}`
      : `# trigger_file is gone: promote with pg_ctl promote or SELECT pg_promote()`;
  });
  return { lines, signal: standby ? 'standby.signal' : 'recovery.signal' };
}
