import * as vscode from 'vscode';
import { revealRecord } from './commands.ts';

const segmentName = /^[0-9A-F]{24}([.-]|$)/;

/** Files that are being opened at a place that somebody asked for. */
const asked = new Set<string>();

/** Whether somebody asked for a place in a file that is being opened. */
export function isPlaceAsked(uri: vscode.Uri): boolean {
  return asked.has(uri.toString());
}

/** Opens a file in its editor; a segment at `lsn`. */
export async function openAt(uri: vscode.Uri, lsn?: string): Promise<void> {
  if (!segmentName.test(uri.path.slice(uri.path.lastIndexOf('/') + 1))) {
    await vscode.commands.executeCommand('vscode.open', uri);
    return;
  }
  asked.add(uri.toString());
  try {
    await vscode.commands.executeCommand('vscode.openWith', uri, 'walscope.segment');
    if (lsn !== undefined) await vscode.commands.executeCommand(revealRecord, uri, lsn);
  } finally {
    asked.delete(uri.toString());
  }
}
