import { archiveCleanup, archiveCompare, type PictureBackup } from '../../../server/protocol/archive.ts';
import { plural } from '../format.ts';
import type { Actions } from './actions.ts';

/** Compares the chosen timeline with another one; undefined ends the comparison. */
export async function compareTimelineWith(actions: Actions, other: number | undefined): Promise<void> {
  const { model, host } = actions;
  actions.save({ compareWith: other });
  const { state, cluster } = model;
  const one = actions.timeline;
  if (other === undefined || one === undefined || !state || other === one) {
    model.comparison = undefined;
    actions.show();
    return;
  }
  try {
    model.comparison = await host.request(archiveCompare, { session: state.session, cluster, one, other });
    if (model.comparison === null) actions.announce('They have nothing in common');
  } catch {
    model.comparison = undefined;
  }
  actions.show();
}

/** Shows what pg_archivecleanup would remove if `backup` were the oldest one to keep. */
export async function showCleanup(actions: Actions, backup: PictureBackup | undefined): Promise<void> {
  const { model, host } = actions;
  const { state, cluster } = model;
  const answer =
    backup && state
      ? await host.request(archiveCleanup, { session: state.session, cluster, backup: backup.id })
      : undefined;
  model.cleanup = answer && backup ? { backup, ...answer } : undefined;
  if (answer) actions.announce(`${plural(answer.count, 'segment')} could be removed`);
  actions.show();
}
