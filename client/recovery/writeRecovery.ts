import * as vscode from 'vscode';
import { type FileEdit, type RecoveryPlan, recoveryEdit } from '../../server/protocol/recovery.ts';
import * as commands from '../commands.ts';
import type { LanguageServer } from '../lsp.ts';
import { registerReviews } from './reviewDocuments.ts';

/** A recovery that the user wants to write down, of a cluster that is open in the timelines view. */
export interface WantedRecovery {
  /** The session of the view as of now; undefined when it is closed. */
  session(): number | undefined;
  readonly cluster: number;
  readonly plan: RecoveryPlan;
}

const writeReviewedCommand = 'walscope.recovery.write';

/** What was reviewed and waits for the user to say yes. */
interface Reviewed extends WantedRecovery {
  readonly directory: vscode.Uri;
  readonly edit: FileEdit;
}

/** What may be done to a data directory. */
type Allowed = {
  readonly edit: FileEdit;
  readonly signalPath?: string;
  readonly warnings: readonly string[];
};

/**
 * Registers the way to recovery settings in a file: choose a restored copy, see the change as a diff, confirm. Nothing
 * is written before the last step.
 */
export function registerRecoveryWriting(server: LanguageServer): vscode.Disposable {
  const reviews = registerReviews();
  const reviewed = new Map<string, Reviewed>();

  /** Undefined where it is refused, which the user is told. */
  async function ask(
    { session: current, cluster, plan }: WantedRecovery,
    directory: vscode.Uri,
  ): Promise<Allowed | undefined> {
    const { what, settings, target, major } = plan;
    const session = current();
    if (session === undefined)
      throw new Error('The timelines that this recovery is of are not open any more.');
    const answer = await server.request(recoveryEdit, {
      session,
      cluster,
      uri: directory.toString(),
      plan: { what, settings, target, major },
    });
    if (!('refusal' in answer)) return answer;
    await vscode.window.showErrorMessage('Nothing is written into this data directory.', {
      modal: true,
      detail: answer.refusal,
    });
    return undefined;
  }

  async function review(wanted: WantedRecovery): Promise<void> {
    const directory = await chooseDirectory(wanted.plan);
    const allowed = directory && (await ask(wanted, directory));
    if (!directory || !allowed) return;
    await show({ ...wanted, directory, edit: allowed.edit });
  }

  async function show(recovery: Reviewed): Promise<void> {
    const document = await reviews.show(recovery.edit);
    reviewed.set(document.toString(), recovery);
    const write = 'Write ...';
    const { signalFile } = recovery.plan;
    const answer = await vscode.window.showInformationMessage(
      signalFile === 'recovery.conf'
        ? 'Review recovery.conf. Nothing is written yet.'
        : 'Review the settings. Nothing is written yet; recovery.signal comes with them.',
      write,
    );
    if (answer === write) await confirm(document);
  }

  async function confirm(document: vscode.Uri | undefined): Promise<void> {
    const recovery = reviewed.get(document?.toString() ?? '');
    if (!recovery) return;
    const allowed = await ask(recovery, recovery.directory);
    if (!allowed) return;
    if (allowed.edit.after !== recovery.edit.after || allowed.edit.before !== recovery.edit.before)
      return show({ ...recovery, edit: allowed.edit });
    const file = vscode.Uri.file(allowed.edit.path);
    if (
      vscode.workspace.textDocuments.some(({ uri, isDirty }) => isDirty && uri.toString() === file.toString())
    ) {
      await vscode.window.showErrorMessage(
        `${file.fsPath} is open with changes: save or revert them first.`,
        {
          modal: true,
        },
      );
      return;
    }
    const answer = await vscode.window.showWarningMessage(
      `Write the recovery settings into ${recovery.directory.fsPath}?`,
      { modal: true, detail: detailOf(allowed) },
      'Write',
    );
    if (answer !== 'Write') return;
    reviewed.delete(document!.toString());
    await write(allowed, file);
    await closeReview(document!);
    await vscode.window.showTextDocument(file, { preview: false });
  }

  return vscode.Disposable.from(
    reviews,
    vscode.commands.registerCommand(commands.writeRecovery, (wanted: WantedRecovery) => told(review(wanted))),
    vscode.commands.registerCommand(writeReviewedCommand, (document?: vscode.Uri) =>
      told(confirm(document ?? reviewInFront())),
    ),
  );
}

/** What goes wrong is told to the user. */
async function told(step: Promise<void>): Promise<void> {
  await step.catch(error =>
    vscode.window.showErrorMessage(error instanceof Error ? error.message : String(error)),
  );
}

/** The document of the diff that is in front: the command palette names none. */
function reviewInFront(): vscode.Uri | undefined {
  const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
  return input instanceof vscode.TabInputTextDiff ? input.modified : undefined;
}

async function chooseDirectory({ backup }: RecoveryPlan): Promise<vscode.Uri | undefined> {
  const what = backup === undefined ? 'a backup' : `backup ${backup}`;
  const chosen = await vscode.window.showOpenDialog({
    title: `Data directory that ${what} was restored to`,
    openLabel: 'Recover here',
    canSelectFiles: false,
    canSelectFolders: true,
  });
  return chosen?.[0];
}

function detailOf({ edit, signalPath, warnings }: Allowed): string {
  const files = [edit.path, ...(signalPath === undefined ? [] : [signalPath])].map(path => `  ${path}`);
  return ['These files are written:', ...files, ...warnings.flatMap(text => ['', text])].join('\n');
}

/** The settings first: a signal without them would start another recovery. */
async function write({ edit, signalPath }: Allowed, file: vscode.Uri): Promise<void> {
  await vscode.workspace.fs.writeFile(file, new TextEncoder().encode(edit.after));
  if (signalPath !== undefined)
    await vscode.workspace.fs.writeFile(vscode.Uri.file(signalPath), new Uint8Array(0));
}

async function closeReview(document: vscode.Uri): Promise<void> {
  const tabs = vscode.window.tabGroups.all.flatMap(group => group.tabs);
  const own = tabs.filter(
    ({ input }) =>
      input instanceof vscode.TabInputTextDiff && input.modified.toString() === document.toString(),
  );
  await vscode.window.tabGroups.close(own);
}
