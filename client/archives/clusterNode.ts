import type { ClusterPlace } from '../../server/protocol/archive.ts';
import type { ClusterOverview } from '../../server/protocol/archiveOverview.ts';
import { type ArchiveNode, moreNode, type TimelinesOfCluster } from './archiveNode.ts';
import { backupNode } from './backupNode.ts';
import { clusterId, clusterLine, clusterTooltip, counted, healthOf, spokenCluster } from './clusterLine.ts';
import { baseName, isWithin } from './paths.ts';
import { placeNode } from './placeNode.ts';
import { problemNode } from './problemNode.ts';
import { timelineNode } from './timelineNode.ts';

/** Lines of one group; the timelines view and the Problems panel have the rest. */
const mostLines = 200;

/** A cluster and all below it. */
export function clusterNode(overview: ClusterOverview, added: readonly string[], only: boolean): ArchiveNode {
  const { summary, problems } = overview;
  const id = clusterId(overview);
  const timelines = timelinesOf(overview);
  const health = healthOf(overview);
  return {
    id,
    kind: 'cluster',
    label: summary.name,
    description: clusterLine(overview),
    tooltip: clusterTooltip(overview),
    spoken: spokenCluster(overview),
    icon: { name: { error: 'error', warning: 'warning', ok: 'pass' }[health], health },
    expanded: only,
    timelines,
    path: timelines.paths[0],
    children: [
      problemsGroup(id, overview, timelines),
      group(
        `${id}/timelines`,
        'Timelines',
        'git-branch',
        [...overview.timelines].reverse().map(each => timelineNode(id, each, timelines)),
      ),
      group(
        `${id}/backups`,
        'Backups',
        'save-all',
        [...overview.backups].reverse().map(each => backupNode(id, each, timelines)),
        only && problems.length === 0,
      ),
      group(
        `${id}/places`,
        'Places',
        'folder-library',
        sortedPlaces(summary.places).map(each => placeNode(id, each, added)),
      ),
    ].filter(node => node.children?.length),
  };
}

/** The servers' directories first, base backups last. */
function sortedPlaces(places: readonly ClusterPlace[]): ClusterPlace[] {
  const rank = ({ layout, isBackup }: ClusterPlace) => (isBackup ? 2 : layout === 'data directory' ? 0 : 1);
  return [...places].sort((a, b) => rank(a) - rank(b) || a.path.localeCompare(b.path));
}

/** The folders of a cluster for the timelines view, none within another. */
function timelinesOf({ summary: { name, places, systemIdentifier } }: ClusterOverview): TimelinesOfCluster {
  const paths = sortedPlaces(places).map(({ path }) => path);
  const outer = paths.filter(
    (path, at) => paths.indexOf(path) === at && !paths.some(other => other !== path && isWithin(path, other)),
  );
  return { name, paths: outer, systemIdentifier };
}

function group(
  id: string,
  label: string,
  icon: string,
  children: readonly ArchiveNode[],
  expanded = false,
): ArchiveNode {
  const shown = children.slice(0, mostLines);
  const more = children.length - shown.length;
  return {
    id,
    kind: 'group',
    label,
    description: children.length.toLocaleString('en-US'),
    icon: { name: icon },
    expanded,
    children: more > 0 ? [...shown, moreNode(`${id}/more`, more)] : shown,
  };
}

function problemsGroup(
  cluster: string,
  { summary: { errors, warnings, places }, problems }: ClusterOverview,
  timelines: TimelinesOfCluster,
): ArchiveNode {
  const nodes = problems.map((problem, number) => {
    const node = problemNode(`${cluster}/problem/${number}`, problem, timelines);
    const place = places.length > 1 && places.find(({ path }) => isWithin(problem.path ?? '', path));
    return place ? { ...node, description: `${baseName(place.path)}: ${problem.message}` } : node;
  });
  const counts = [errors && counted(errors, 'error'), warnings && counted(warnings, 'warning')];
  const told = counts.filter(Boolean).join(', ');
  const node = group(`${cluster}/problems`, 'Problems', 'list-unordered', nodes, errors > 0);
  return told ? { ...node, description: told } : node;
}
