import { LanguageClient, RevealOutputChannelOn, TransportKind } from 'vscode-languageclient/node';

/** Languages whose documents are sent to the server. */
const languages = [
  'postgresql-conf',
  'postgresql-history',
  'postgresql-backup-label',
  'postgresql-tablespace-map',
  'postgresql-signal',
  'postgresql-pid',
];

/** A client for the server program `module`, not yet started. Failures go to its log, never into the user's way. */
export function createLanguageClient(module: string): LanguageClient {
  return new LanguageClient(
    'walscope',
    'WALScope',
    {
      run: { module, transport: TransportKind.ipc },
      debug: { module, transport: TransportKind.ipc, options: { execArgv: ['--nolazy', '--inspect=6017'] } },
    },
    {
      documentSelector: [
        ...languages.map(language => ({ language })),
        { language: 'json', pattern: '**/backup_manifest' },
      ],
      revealOutputChannelOn: RevealOutputChannelOn.Never,
    },
  );
}
