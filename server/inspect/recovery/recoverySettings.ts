import type { Major } from '../../postgres/majors.ts';

/** A setting as it is written. */
export type Setting = readonly [name: string, value: string];

/** From this major on recovery is set up in the server's own configuration. */
export const settingsSince: Major = 12;

/** What the new server does when it has reached its target: it waits until somebody has looked. */
const action: Setting = ['recovery_target_action', 'pause'];

/** The settings that recover to a target, in the order in which they are read best. */
export function recoverySettings(
  restoreCommand: string | undefined,
  target: Readonly<Record<string, string>>,
): Setting[] {
  const restore: Setting[] = restoreCommand === undefined ? [] : [['restore_command', restoreCommand]];
  return [...restore, ...Object.entries(target), action];
}

/** Lines of a configuration file. `what`: what the recovery is for, as a comment. */
export function settingsText(what: string, settings: readonly Setting[]): string {
  const comment = `# ${what.replace(/\s+/g, ' ')}`;
  return [comment, ...settings.map(([name, value]) => `${name} = ${written(value)}`), ''].join('\n');
}

const bare = /^(?:on|off)$/;

function written(value: string): string {
  return bare.test(value) ? value : `'${value.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`;
}
