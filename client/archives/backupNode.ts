import type { OverviewBackup } from '../../server/protocol/archiveOverview.ts';
import { type ArchiveNode, placedAt, type TimelinesOfCluster } from './archiveNode.ts';
import { counted, escapeMarkdown } from './clusterLine.ts';

/** A backup, whether it can be restored or why not, and how far it reaches; a click opens what describes it. */
export function backupNode(
  cluster: string,
  backup: OverviewBackup,
  timelines: TimelinesOfCluster,
): ArchiveNode {
  const { label, path, timeline, type, startLsn, stopLsn, startTime, restorable, missing } = backup;
  const verdict =
    restorable === undefined
      ? 'end not known'
      : restorable
        ? 'restorable'
        : `not restorable: ${missing.length === 1 ? missing[0] : counted(missing.length, 'segment')} missing`;
  const facts = [
    verdict,
    type !== 'full' && type,
    startTime,
    timeline !== undefined && `timeline ${timeline}`,
  ].filter(Boolean);
  return {
    id: `${cluster}/backup/${timeline}/${startLsn}/${path}`,
    kind: 'backup',
    label,
    description: facts.join(' · '),
    tooltip: [
      `**${escapeMarkdown(label)}** · ${escapeMarkdown(verdict)}`,
      startLsn && `From ${startLsn}${stopLsn ? `, consistent at ${stopLsn}` : ''}`,
      backup.reaches.length &&
        `Can be recovered:\n${backup.reaches
          .slice(-8)
          .map(
            reach =>
              `- along timeline ${reach.timeline} ${reach.toTheEnd ? 'to its end' : 'only'} at ${reach.lsn}`,
          )
          .join('\n')}`,
      escapeMarkdown(path),
    ]
      .filter(Boolean)
      .join('\n\n'),
    icon:
      restorable === undefined
        ? { name: 'question' }
        : restorable
          ? { name: 'pass', health: 'ok' }
          : { name: 'error', health: 'error' },
    opens: { path },
    path,
    timelines: placedAt(timelines, timeline, startLsn),
  };
}
