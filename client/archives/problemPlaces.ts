import * as vscode from 'vscode';
import { revealRecord } from '../commands.ts';
import { isPlaceAsked } from '../openAt.ts';
import type { ArchiveCheck } from './archiveCheck.ts';
import { pathOf } from './paths.ts';

const segmentEditor = 'walscope.segment';

/**
 * Shows a segment that is opened by its line in the Problems panel at the LSN of its problem: the panel itself can only
 * open a file. Where somebody asked for another LSN, that one is shown.
 */
export function registerProblemPlaces(check: ArchiveCheck): vscode.Disposable {
  return vscode.window.tabGroups.onDidChangeTabs(({ opened }) => {
    for (const { input } of opened) {
      if (!(input instanceof vscode.TabInputCustom) || input.viewType !== segmentEditor) continue;
      const lsn = isPlaceAsked(input.uri) ? undefined : lsnOfProblem(check, pathOf(input.uri));
      if (lsn !== undefined) void vscode.commands.executeCommand(revealRecord, input.uri, lsn);
    }
  });
}

/** The last of a segment's problems: others are of the segment as a whole and name its beginning. */
function lsnOfProblem({ overview }: ArchiveCheck, path: string): string | undefined {
  return (overview?.clusters ?? [])
    .flatMap(({ problems }) => problems)
    .filter(problem => problem.path === path)
    .map(({ lsn }) => lsn)
    .filter(lsn => lsn !== undefined)
    .sort((a, b) => Number(lsnNumber(b) - lsnNumber(a)))[0];
}

function lsnNumber(lsn: string): bigint {
  const [high, low] = lsn.split('/');
  return (BigInt(`0x${high}`) << 32n) | BigInt(`0x${low}`);
}
