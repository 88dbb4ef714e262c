import type { ArchivesOverview } from '../../server/protocol/archiveOverview.ts';
import type { ArchiveNode } from './archiveNode.ts';
import { escapeMarkdown } from './clusterLine.ts';
import { clusterNode, problemNode } from './clusterNodes.ts';
import { baseName, isWithin } from './paths.ts';

/** The tree: clusters by name, then folders that were added in vain, then what could not be looked at. */
export function archiveNodes(
  { clusters, problems }: ArchivesOverview,
  added: readonly string[],
): readonly ArchiveNode[] {
  const nodes = clusters.map(cluster => clusterNode(cluster, added, clusters.length === 1));
  const places = clusters.flatMap(({ summary }) => summary.places.map(({ path }) => path));
  return [
    ...uniquelyNamed(nodes).sort((a, b) => a.label.localeCompare(b.label)),
    ...added
      .filter(folder => !places.some(path => isWithin(path, folder)))
      .map(folder => emptyFolder(folder, problems.find(({ path }) => path === folder)?.message)),
    ...problems
      .filter(({ path }) => !added.includes(path ?? ''))
      .map((problem, at) => problemNode(`problem/${problem.path ?? at}`, problem, undefined))
      .map(({ opens, ...node }) => node),
  ];
}

/** Clusters of one name get the folder that tells them apart. */
function uniquelyNamed(nodes: readonly ArchiveNode[]): ArchiveNode[] {
  return nodes.map(node => {
    if (!nodes.some(other => other !== node && other.label === node.label)) return node;
    const parts = (node.path ?? node.id).split('/').filter(Boolean);
    return { ...node, label: `${node.label} (${parts.slice(-2).join('/')})` };
  });
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
