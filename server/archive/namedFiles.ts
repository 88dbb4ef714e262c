import type { Repository } from './repository.ts';
import { recogniseWalObject, type WalObject } from './walObject.ts';

/** The WAL files among single files that were named, those of one folder together: nothing else there is looked at. */
export function namedFiles(paths: readonly string[]): Repository[] {
  const folders = new Map<string, WalObject[]>();
  for (const path of new Set(paths)) {
    const slash = path.lastIndexOf('/');
    const folder = path.slice(0, slash);
    const object = recogniseWalObject(path.slice(slash + 1), folder, 'archive');
    if (object) folders.set(folder, [...(folders.get(folder) ?? []), object]);
  }
  return [...folders].map(([root, objects]) => ({
    layout: 'plain',
    root,
    objects,
    backups: [],
    problems: [],
  }));
}
