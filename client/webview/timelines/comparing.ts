import { archiveCleanup, archiveCompare, type PictureBackup } from '../../../server/protocol/archive.ts';
import { plural } from '../format.ts';
import type { Controller } from './controller.ts';

/** Compares the chosen timeline with another one; undefined ends the comparison. */
export async function compareTimelineWith(controller: Controller, other: number | undefined): Promise<void> {
  const { model, host } = controller;
  controller.save({ compareWith: other });
  const { state, cluster } = model;
  const one = controller.timeline;
  if (other === undefined || one === undefined || !state || other === one) {
    model.comparison = undefined;
    controller.show();
    return;
  }
  try {
    model.comparison = await host.request(archiveCompare, { session: state.session, cluster, one, other });
    if (model.comparison === null) controller.announce('They have nothing in common');
  } catch {
    model.comparison = undefined;
  }
  controller.show();
}

/** Shows what pg_archivecleanup would remove if `backup` were the oldest one to keep. */
export async function showCleanup(controller: Controller, backup: PictureBackup | undefined): Promise<void> {
  const { model, host } = controller;
  const { state, cluster } = model;
  const answer =
    backup && state
      ? await host.request(archiveCleanup, { session: state.session, cluster, backup: backup.id })
      : undefined;
  model.cleanup = answer && backup ? { backup, ...answer } : undefined;
  if (answer) controller.announce(`${plural(answer.count, 'segment')} could be removed`);
  controller.show();
}
