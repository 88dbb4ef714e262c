import type { ClientCapabilities } from 'vscode-languageserver';

/** What the client said it can do, as far as the server behaves differently for it. */
export interface ClientAbilities {
  /** Answers `workspace/configuration`. */
  readonly configuration: boolean;
  /** Wants to be told of settings changes by registration. */
  readonly registersConfiguration: boolean;
  /** Watches files for the server. */
  readonly registersWatchers: boolean;
  /** Asks for diagnostics itself, and asks again when told to; else they are pushed. */
  readonly pullsDiagnostics: boolean;
  readonly refreshesInlayHints: boolean;
  /** Creates and renames files as part of an edit. */
  readonly createsFiles: boolean;
  /** Understands snippets in completions. */
  readonly snippets: boolean;
  /** The command that opens the list of completions, for editors that have one. */
  readonly suggestCommand?: string;
}

/** Names that VS Code and its kin give themselves. */
const visualStudioCode = /Visual Studio Code|VSCodium|Code - OSS|code-server|Cursor|Windsurf/i;

export function clientAbilities(
  { workspace, textDocument }: ClientCapabilities,
  clientName = '',
): ClientAbilities {
  const operations = workspace?.workspaceEdit?.resourceOperations ?? [];
  return {
    configuration: workspace?.configuration === true,
    registersConfiguration: workspace?.didChangeConfiguration?.dynamicRegistration === true,
    registersWatchers: workspace?.didChangeWatchedFiles?.dynamicRegistration === true,
    pullsDiagnostics:
      textDocument?.diagnostic !== undefined && workspace?.diagnostics?.refreshSupport === true,
    refreshesInlayHints: workspace?.inlayHint?.refreshSupport === true,
    createsFiles:
      workspace?.workspaceEdit?.documentChanges === true &&
      ['create', 'rename'].every(kind => operations.some(operation => operation === kind)),
    snippets: textDocument?.completion?.completionItem?.snippetSupport === true,
    suggestCommand: visualStudioCode.test(clientName) ? 'editor.action.triggerSuggest' : undefined,
  };
}
