import type { SimpleCommand } from '../../commandLine.ts';
import { programOf } from './program.ts';

type CommandSetting = 'archive_command' | 'restore_command';

/** The words by which a backup tool is asked to archive or to restore one file. */
const deeds: Readonly<Record<CommandSetting, RegExp>> = {
  archive_command: /^(?:archive-push|wal-push|barman-wal-archive)$/,
  restore_command: /^(?:archive-get|wal-fetch|barman-wal-restore)$/,
};

const tools =
  /^(?:pgbackrest|wal-g|wal-e|walg|barman-wal-archive|barman-wal-restore|barman-cloud-wal-(?:archive|restore))$/;

/** What is wrong with the placeholders that a backup tool gets, in words; undefined when nothing is. */
export function toolSlip(command: SimpleCommand, setting: CommandSetting): string | undefined {
  const program = programOf(command);
  if (!program || !tools.test(program.name)) return undefined;
  const words = [program.name, ...program.operands.map(({ text }) => text)];
  const other = setting === 'archive_command' ? 'restore_command' : 'archive_command';
  const reversed = words.find(word => deeds[other].test(word));
  if (reversed) return `\`${reversed}\` belongs into ${other}`;
  const placeholders = words.filter(word => /^%[fp]$/.test(word)).join(' ');
  if (setting === 'archive_command') {
    return placeholders === '%f' ? `\`${program.name}\` needs the path %p, not the name %f` : undefined;
  }
  return placeholders === '%p %f'
    ? `\`${program.name}\` takes the name %f first, then the path %p`
    : undefined;
}
