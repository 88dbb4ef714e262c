import type { Controller } from './controller.ts';
import { parseLsn } from './lsn.ts';

/**
 * Goes to the place that another view asked for, once the picture of its cluster is there; again with the next picture
 * as long as segments are known by their names alone, from which clusters cannot be told apart for sure.
 */
export function showWantedPlace(controller: Controller): void {
  const { state, cluster, prepared, wanted } = controller.model;
  if (!state || !prepared || !wanted) return;
  const asked = state.clusters.findIndex(
    ({ systemIdentifier }) => systemIdentifier === wanted.systemIdentifier,
  );
  if (asked >= 0 && asked !== cluster) {
    controller.showCluster(asked);
    return;
  }
  const lsn = parseLsn(wanted.lsn);
  if (prepared.picture.cluster !== cluster || lsn === undefined) return;
  if (state.phase !== 'names' && state.phase !== 'heads') controller.model.wanted = undefined;
  if (!prepared.byTimeline.has(wanted.timeline)) {
    controller.announce(`Timeline ${wanted.timeline} is not in this picture`);
    return;
  }
  controller.goTo(wanted.timeline, Number(lsn - prepared.base));
  controller.announce(`${wanted.lsn} on timeline ${wanted.timeline}`);
}
