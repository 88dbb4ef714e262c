import type { Actions } from './actions.ts';
import { parseLsn } from './lsn.ts';

/**
 * Goes to the place that another view asked for, once the picture of its cluster is there; again with the next picture
 * as long as segments are known by their names alone, from which clusters cannot be told apart for sure.
 */
export function showWantedPlace(actions: Actions): void {
  const { state, cluster, prepared, wanted } = actions.model;
  if (!state || !prepared || !wanted) return;
  const asked = state.clusters.findIndex(
    ({ systemIdentifier }) => systemIdentifier === wanted.systemIdentifier,
  );
  if (asked >= 0 && asked !== cluster) {
    actions.showCluster(asked);
    return;
  }
  const lsn = parseLsn(wanted.lsn);
  if (prepared.picture.cluster !== cluster || lsn === undefined) return;
  const isSure = state.phase !== 'names' && state.phase !== 'heads';
  if (isSure) actions.model.wanted = undefined;
  if (!prepared.byTimeline.has(wanted.timeline)) {
    actions.announce(`Timeline ${wanted.timeline} is not in this picture`);
    return;
  }
  actions.goTo(wanted.timeline, Number(lsn - prepared.base));
  actions.announce(`${wanted.lsn} on timeline ${wanted.timeline}`);
  const { timeline, recover } = wanted;
  if (isSure && recover) actions.recoverBefore({ timeline, lsn: wanted.lsn, ...recover });
}
