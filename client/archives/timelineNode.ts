import type { OverviewGap, OverviewTimeline } from '../../server/protocol/archiveOverview.ts';
import { type ArchiveNode, moreNode, placedAt, type TimelinesOfCluster } from './archiveNode.ts';
import { counted, escapeMarkdown } from './clusterLine.ts';
import { severityIcons } from './problemNode.ts';

/** A timeline with its gaps; a click opens its history file, where there is one. */
export function timelineNode(
  cluster: string,
  timeline: OverviewTimeline,
  timelines: TimelinesOfCluster,
): ArchiveNode {
  const {
    timeline: number,
    parent,
    switchLsn,
    reason,
    segments,
    startLsn,
    endLsn,
    gapCount,
    path,
  } = timeline;
  const label = `Timeline ${number}`;
  const id = `${cluster}/timeline/${number}`;
  const facts = [
    parent !== undefined && `from ${parent} at ${switchLsn}`,
    segments ? counted(segments, 'segment') : 'no segments',
    endLsn && `to ${endLsn}`,
    gapCount && counted(gapCount, 'gap'),
  ].filter(Boolean);
  const gaps = timeline.gaps.map(gap => gapNode(id, number, gap, timelines));
  if (gapCount > gaps.length) gaps.push(moreNode(`${id}/gap/more`, gapCount - gaps.length));
  return {
    id,
    kind: 'timeline',
    label,
    description: facts.join(' · '),
    tooltip: [
      `**${label}**`,
      parent !== undefined &&
        `Left timeline ${parent} at ${switchLsn}: ${escapeMarkdown(reason || 'no reason given')}`,
      startLsn && `WAL from ${startLsn} to ${endLsn}, ${counted(segments, 'segment')}`,
      path && `History: ${escapeMarkdown(path)}`,
    ]
      .filter(Boolean)
      .join('\n\n'),
    icon: gapCount ? { name: 'git-branch', health: 'error' } : { name: 'git-branch' },
    children: gaps,
    opens: path === undefined ? 'timelines' : { path },
    path,
    timelines: placedAt(timelines, number, switchLsn ?? startLsn),
  };
}

function gapNode(id: string, timeline: number, gap: OverviewGap, timelines: TimelinesOfCluster): ArchiveNode {
  const { segments, firstSegment, lastSegment, lsn, cuts, path } = gap;
  const which = segments === 1 ? firstSegment : `${firstSegment} to ${lastSegment}`;
  return {
    id: `${id}/gap/${lsn}`,
    kind: 'gap',
    label: segments === 1 ? `${firstSegment} is missing` : `${counted(segments, 'segment')} missing`,
    description: `at ${lsn}, cuts off timeline ${cuts.join(', ')}`,
    tooltip: `${which}\n\nRecovery cannot go past ${lsn} on timeline ${cuts.join(', ')}.`,
    icon: severityIcons.error,
    opens: path === undefined ? 'timelines' : { path, lsn },
    path,
    timelines: placedAt(timelines, timeline, lsn),
  };
}
