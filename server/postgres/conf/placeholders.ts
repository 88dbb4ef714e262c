import type { Span } from './tree.ts';

/** `%p` and the like in a command of the server. Offsets are into the command's text. */
export interface Placeholder extends Span {
  /** The letter after the sign; empty where the text ends. */
  readonly letter: string;
}

/** The settings that hold a shell command, with the letters that the server replaces besides `%%`. */
export const commandPlaceholders: Readonly<Record<string, string>> = {
  archive_command: 'pf',
  restore_command: 'pfr',
  archive_cleanup_command: 'r',
  recovery_end_command: 'r',
};

/** Every `%x` in its order: replace_percent_placeholders in common/percentrepl.c. */
export function placeholdersIn(command: string): Placeholder[] {
  return [...command.matchAll(/%([\s\S]?)/gu)].map(({ index, 0: written, 1: letter }) => ({
    letter,
    start: index,
    end: index + written.length,
  }));
}
