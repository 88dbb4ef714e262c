import {
  type CodeAction,
  CodeActionKind,
  CreateFile,
  RenameFile,
  TextDocumentEdit,
  type WorkspaceEdit,
} from 'vscode-languageserver';
import { FileError, readWhole } from '../../bytes/byteSource.ts';
import { parseConf } from '../../postgres/conf/parse.ts';
import { folderOf, resolvePath } from '../../postgres/conf/paths.ts';
import { decodeConf } from '../../postgres/conf/text.ts';
import type { ConfTree } from '../../postgres/conf/tree.ts';
import type { Major } from '../../postgres/majors.ts';
import type { Workspace } from '../features.ts';
import { isFilePath, uriOfPath } from '../uri.ts';
import { type Analysis, inRecoveryConf } from './analysis.ts';
import { rangeIn } from './document.ts';
import { migrateRecoveryConf } from './fixes/recoveryConf.ts';

/** The first major that refuses to start with a recovery.conf. */
const refusedSince = 12;

/**
 * Turns recovery.conf into settings at the end of postgresql.conf and a signal file, and moves it out of the way;
 * the editor does it all in one step that can be undone.
 */
export async function recoveryConfMigration(workspace: Workspace, analysis: Analysis): Promise<CodeAction[]> {
  const { path, configuration } = analysis;
  if (!inRecoveryConf(analysis) || !isFilePath(path) || !workspace.client().createsFiles) return [];
  const folder = folderOf(path);
  const settings = resolvePath(folder, 'postgresql.conf');
  const tree = await treeAt(workspace, settings);
  if (!tree) return [];
  const major = Math.max(analysis.major, refusedSince) as Major;
  const { lines, signal } = migrateRecoveryConf(configuration.main, major);
  return [
    {
      title: `Move to postgresql.conf and ${signal} (12 and later)`,
      kind: CodeActionKind.RefactorRewrite,
      edit: migrationEdit(path, settings, tree, lines, uriOfPath(resolvePath(folder, signal))),
    },
  ];
}

async function treeAt(workspace: Workspace, path: string): Promise<ConfTree | undefined> {
  try {
    return parseConf(decodeConf(await readWhole(workspace.files, path)));
  } catch (error) {
    if (error instanceof FileError) return undefined;
    throw error;
  }
}

function migrationEdit(
  recoveryConf: string,
  settings: string,
  tree: ConfTree,
  lines: readonly string[],
  signal: string,
): WorkspaceEdit {
  const end = tree.text.length;
  const newLine = tree.text.includes('\r\n') ? '\r\n' : '\n';
  const begin = end === 0 || tree.text.endsWith('\n') ? '' : newLine;
  const newText = `${begin}${lines.map(line => line + newLine).join('')}`;
  const range = rangeIn(tree, { start: end, end });
  return {
    documentChanges: [
      TextDocumentEdit.create({ uri: uriOfPath(settings), version: null }, [{ range, newText }]),
      CreateFile.create(signal, { ignoreIfExists: true }),
      RenameFile.create(uriOfPath(recoveryConf), uriOfPath(`${recoveryConf}.old`)),
    ],
  };
}
