import type { Connection } from 'vscode-languageserver';
import type { ClientAbilities } from './clientAbilities.ts';
import { defaultSettings, readSettings, type Settings } from './settings.ts';

/** The client's settings, asked for where it answers, taken as they come where it does not. */
export interface ClientSettings {
  current(): Settings;
  /** What the client sent to begin with. */
  begin(client: ClientAbilities, initializationOptions: unknown): void;
  /** Asks the client, if it answers. */
  ask(): Promise<void>;
  /** Resolves when the first answer is there, so that nothing is shown that it would take back. */
  readonly known: Promise<void>;
}

/** A client that says it answers, but does not, is not waited for longer. */
const patienceMilliseconds = 1500;

export function clientSettings(connection: Connection, changed: () => void): ClientSettings {
  let settings = defaultSettings;
  let answers = false;
  let tellKnown = () => {};
  const known = new Promise<void>(resolve => {
    tellKnown = resolve;
  });

  function take(sent: unknown): void {
    const before = JSON.stringify(settings);
    settings = readSettings(sent);
    tellKnown();
    if (JSON.stringify(settings) !== before) changed();
  }

  async function ask(): Promise<void> {
    if (answers) take(await connection.workspace.getConfiguration('walscope'));
  }

  connection.onDidChangeConfiguration(change => (answers ? ask() : take(change.settings)));

  return {
    current: () => settings,
    begin(client, initializationOptions) {
      answers = client.configuration;
      settings = readSettings(initializationOptions);
      if (answers) setTimeout(tellKnown, patienceMilliseconds).unref?.();
      else tellKnown();
    },
    ask,
    known,
  };
}
