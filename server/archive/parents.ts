import type { BackupFacts } from './repository.ts';

/**
 * Tells of a backup which other one it needs, itself or over others, that is not among `all`: an incremental backup is
 * restored from all of its chain.
 */
export function missingParents(all: readonly BackupFacts[]): (backup: BackupFacts) => string | undefined {
  const known = new Map(all.map(backup => [backup.id ?? backup.label, backup]));
  return backup => {
    const seen = new Set<string>();
    for (let name = backup.parent; name && !seen.has(name); name = known.get(name)?.parent) {
      if (!known.has(name)) return name;
      seen.add(name);
    }
    return undefined;
  };
}
