import { archiveLocate } from '../../../server/protocol/archive.ts';
import type { Controller } from './controller.ts';
import type { Target } from './hover.ts';

/** Opens what was clicked: a segment at its LSN, a history file, what describes a backup. */
export async function openTarget(controller: Controller, target: Target): Promise<void> {
  const { model, host } = controller;
  if (target.kind === 'lane') return controller.selectTimeline(target.timeline);
  if (target.kind === 'beyond') return controller.showTimeline(target.timeline);
  if (target.kind === 'path') return controller.openPath(target.path);
  if (target.kind === 'place') return controller.finding.choose(target.place);
  const { state, cluster } = model;
  if (!state) return;
  const isSegment = target.kind === 'segment';
  const question = isSegment ? { segment: target.segment } : { history: target.timeline };
  const found = await host.request(archiveLocate, { session: state.session, cluster, ...question });
  if (found) controller.openPath(found.path, isSegment ? target.lsn : undefined);
  else controller.announce(isSegment ? `${target.segment} is not here` : 'The history file is not here');
}
