import { readArchiveContents } from '../../inspect/archiveContents.ts';
import type { ArchiveContents } from '../../postgres/conf/rules/surroundings.ts';
import type { Workspace } from '../features.ts';
import { eventCache } from './eventTargets.ts';

interface Known {
  readonly contents?: ArchiveContents;
  /** When it was read, in milliseconds since 1970; undefined while that goes on. */
  readonly at?: number;
}

const goodForMilliseconds = 30_000;

const known = new Map<string, Known>();

/**
 * What the archive in some folders holds, as far as it is known by now. The first time it is read in the background;
 * when that is done everything is looked at again.
 */
export function archiveContents(
  workspace: Workspace,
  folders: readonly string[],
): ArchiveContents | undefined {
  const key = folders.join('\n');
  const state = known.get(key);
  const old = state?.at !== undefined && Date.now() - state.at > goodForMilliseconds;
  if (!state || old) {
    known.set(key, { contents: state?.contents });
    void readArchiveContents(workspace.files, workspace.decompression, folders, { cache: eventCache })
      .catch(() => undefined)
      .then(contents => {
        known.set(key, { contents, at: Date.now() });
        if (JSON.stringify(contents, replacer) !== JSON.stringify(state?.contents, replacer))
          workspace.changed();
      });
  }
  return state?.contents;
}

function replacer(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? String(value) : value;
}
