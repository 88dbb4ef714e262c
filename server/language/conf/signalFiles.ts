import { type CodeAction, CreateFile } from 'vscode-languageserver';
import { dataDirectoryOf } from '../../postgres/conf/judgeFile.ts';
import { resolvePath } from '../../postgres/conf/paths.ts';
import type { Major } from '../../postgres/majors.ts';
import type { Workspace } from '../features.ts';
import { isFilePath, uriOfPath } from '../uri.ts';
import { type Analysis, inRecoveryConf } from './analysis.ts';

/** The first major that is asked for recovery by a file. */
const signalsSince: Major = 12;

const wantRecovery = /^(restore_command|recovery_(target|end).*)$/i;
const wantStandby =
  /^(restore_command|primary_(conninfo|slot_name)|archive_cleanup_command|recovery_min_apply_delay)$/i;

/**
 * Offers to create the signal file that makes a setting of recovery count, in a data directory that has none. The
 * editor creates it, not the server.
 */
export async function signalFileActions(
  workspace: Workspace,
  analysis: Analysis,
  setting: string,
  kind: string,
): Promise<CodeAction[]> {
  if (analysis.major < signalsSince || inRecoveryConf(analysis)) return [];
  if (!isFilePath(analysis.path) || !workspace.client().createsFiles) return [];
  const folder = dataDirectoryOf(analysis.configuration);
  const isThere = async (name: string) =>
    (await workspace.files.stat(resolvePath(folder, name))) !== undefined;
  if (!(await isThere('PG_VERSION'))) return [];
  if ((await isThere('recovery.signal')) || (await isThere('standby.signal'))) return [];
  const wanted = [
    ...(wantRecovery.test(setting) ? ['recovery.signal'] : []),
    ...(wantStandby.test(setting) ? ['standby.signal'] : []),
  ];
  return wanted.map(name => ({
    title: `Create ${name} in ${folder}`,
    kind,
    edit: {
      documentChanges: [CreateFile.create(uriOfPath(resolvePath(folder, name)), { ignoreIfExists: true })],
    },
  }));
}
