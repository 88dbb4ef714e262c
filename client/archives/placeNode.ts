import type { ClusterPlace } from '../../server/protocol/archive.ts';
import type { ArchiveNode } from './archiveNode.ts';
import { counted, escapeMarkdown } from './clusterLine.ts';
import { baseName, isWithin } from './paths.ts';

/** What the user calls what a layout is of. */
const layoutWords: Readonly<Record<string, string>> = { plain: 'WAL archive', pg_wal: 'pg_wal' };

/** A data directory, an archive, a repository or a base backup. */
export function placeNode(cluster: string, place: ClusterPlace, added: readonly string[]): ArchiveNode {
  const { layout, path, isBackup, segments } = place;
  const kind = isBackup ? 'base backup' : (layoutWords[layout] ?? layout);
  const description = [kind, segments > 0 && counted(segments, 'segment')].filter(Boolean).join(' · ');
  return {
    id: `${cluster}/place/${path}`,
    kind: 'place',
    label: baseName(path),
    description,
    tooltip: `${escapeMarkdown(path)}\n\n${description}`,
    icon: { name: isBackup ? 'save' : layout === 'data directory' ? 'database' : 'archive' },
    path,
    timelines: { name: baseName(path), paths: [path] },
    added: added.find(folder => isWithin(path, folder)),
  };
}
