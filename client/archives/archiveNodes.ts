import type { ArchivesOverview, ClusterOverview } from '../../server/protocol/archiveOverview.ts';
import type { ArchiveNode } from './archiveNode.ts';
import { escapeMarkdown } from './clusterLine.ts';
import { clusterNode } from './clusterNode.ts';
import { baseName, isWithin } from './paths.ts';
import { problemNode } from './problemNode.ts';

/** The tree: clusters by name, then folders that were added in vain, then what could not be looked at. */
export function archiveNodes(
  { clusters, problems }: ArchivesOverview,
  added: readonly string[],
): readonly ArchiveNode[] {
  const nodes = clusters.map(cluster => ({
    ...clusterNode(cluster, added, clusters.length === 1),
    label: nameAmong(clusters, cluster),
  }));
  const places = clusters.flatMap(({ summary }) => summary.places.map(({ path }) => path));
  return [
    ...nodes.sort((a, b) => a.label.localeCompare(b.label)),
    ...added
      .filter(folder => !places.some(path => isWithin(path, folder)))
      .map(folder => emptyFolder(folder, problems.find(({ path }) => path === folder)?.message)),
    ...problems
      .filter(({ path }) => !added.includes(path ?? ''))
      .map((problem, at) => problemNode(`problem/${problem.path ?? at}`, problem, undefined))
      .map(({ opens, ...node }) => node),
  ];
}

/** What tells clusters of one name apart, the first that does: folder, major, system identifier. */
const distinctions: readonly ((cluster: ClusterOverview) => string)[] = [
  ({ summary: { places } }) => (places[0]?.path ?? '').split('/').slice(-2).join('/'),
  ({ summary: { major } }) => `PostgreSQL ${major}`,
  ({ summary: { systemIdentifier } }) => `system ${systemIdentifier}`,
];

/** What a cluster is called among others: its name, with a distinction where another one has the same. */
function nameAmong(clusters: readonly ClusterOverview[], cluster: ClusterOverview): string {
  const { name } = cluster.summary;
  const alike = clusters.filter(({ summary }) => summary.name === name);
  if (alike.length === 1) return name;
  const telling = distinctions.find(of => new Set(alike.map(of)).size === alike.length);
  return `${name} (${(telling ?? distinctions[0])(cluster)})`;
}

function emptyFolder(folder: string, message: string | undefined): ArchiveNode {
  const description = message ?? 'no cluster or WAL archive here';
  return {
    id: `folder/${folder}`,
    kind: 'folder',
    label: baseName(folder),
    description,
    tooltip: `${escapeMarkdown(folder)}\n\n${escapeMarkdown(description)}`,
    icon: message === undefined ? { name: 'folder' } : { name: 'warning', health: 'warning' },
    path: folder,
    added: folder,
  };
}
