import type { PictureProblem } from '../../server/protocol/archive.ts';
import { type ArchiveIcon, type ArchiveNode, placedAt, type TimelinesOfCluster } from './archiveNode.ts';
import { escapeMarkdown } from './clusterLine.ts';
import { problemTitle } from './problemTitles.ts';

export const severityIcons: Readonly<Record<PictureProblem['severity'], ArchiveIcon>> = {
  error: { name: 'error', health: 'error' },
  warning: { name: 'warning', health: 'warning' },
  information: { name: 'info' },
};

/** A problem; a click opens its file, at the LSN where that is a segment. */
export function problemNode(
  id: string,
  problem: PictureProblem,
  timelines: TimelinesOfCluster | undefined,
): ArchiveNode {
  const { severity, message, path, timeline, lsn } = problem;
  const title = problemTitle(problem);
  const where = [lsn && `LSN ${lsn}`, timeline !== undefined && `timeline ${timeline}`].filter(Boolean);
  return {
    id,
    kind: 'problem',
    label: title,
    description: message,
    tooltip: [
      `**${escapeMarkdown(title)}**`,
      escapeMarkdown(message),
      where.join(', '),
      path && escapeMarkdown(path),
    ]
      .filter(Boolean)
      .join('\n\n'),
    spoken: `${title}, ${message}, ${severity}`,
    icon: severityIcons[severity],
    opens: path === undefined ? timelines && 'timelines' : { path, lsn },
    path,
    timelines: timelines && placedAt(timelines, timeline, lsn),
  };
}
