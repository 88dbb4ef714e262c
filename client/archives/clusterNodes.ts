import type { ClusterPlace, PictureProblem } from '../../server/protocol/archive.ts';
import type {
  ClusterOverview,
  OverviewBackup,
  OverviewTimeline,
} from '../../server/protocol/archiveOverview.ts';
import type { ArchiveIcon, ArchiveNode, TimelinesOfCluster } from './archiveNode.ts';
import {
  clusterLine,
  clusterTooltip,
  counted,
  escapeMarkdown,
  healthOf,
  spokenCluster,
} from './clusterLine.ts';
import { baseName, isWithin } from './paths.ts';
import { problemTitle } from './problemTitles.ts';

/** Lines of one group; the timelines view and the Problems panel have the rest. */
const mostLines = 200;

/** A cluster and all below it. */
export function clusterNode(overview: ClusterOverview, added: readonly string[], only: boolean): ArchiveNode {
  const { summary, problems } = overview;
  const id = summary.systemIdentifier ?? summary.places[0]?.path ?? summary.name;
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
        [...overview.backups].reverse().map(each => backupNode(id, each)),
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
function timelinesOf({ summary: { name, places } }: ClusterOverview): TimelinesOfCluster {
  const paths = sortedPlaces(places).map(({ path }) => path);
  const outer = paths.filter(
    (path, at) => paths.indexOf(path) === at && !paths.some(other => other !== path && isWithin(path, other)),
  );
  return { name, paths: outer };
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

function moreNode(id: string, more: number): ArchiveNode {
  return { id, kind: 'note', label: `and ${more.toLocaleString('en-US')} more`, icon: { name: 'ellipsis' } };
}

function problemsGroup(
  cluster: string,
  { summary: { errors, warnings }, problems }: ClusterOverview,
  timelines: TimelinesOfCluster,
): ArchiveNode {
  const nodes = problems.map((problem, at) => problemNode(`${cluster}/problem/${at}`, problem, timelines));
  const counts = [errors && counted(errors, 'error'), warnings && counted(warnings, 'warning')].filter(
    Boolean,
  );
  const node = group(`${cluster}/problems`, 'Problems', 'list-unordered', nodes, errors > 0);
  return counts.length ? { ...node, description: counts.join(', ') } : node;
}

const severityIcons: Readonly<Record<PictureProblem['severity'], ArchiveIcon>> = {
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
    timelines,
  };
}

function timelineNode(
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
  const gaps = timeline.gaps.map((gap): ArchiveNode => {
    const { segments: missing, firstSegment, lastSegment, lsn, cuts } = gap;
    const name = missing === 1 ? `${firstSegment} is missing` : `${counted(missing, 'segment')} missing`;
    const cut = `cuts off timeline ${cuts.join(', ')}`;
    return {
      id: `${id}/gap/${lsn}`,
      kind: 'gap',
      label: name,
      description: `at ${lsn}, ${cut}`,
      tooltip: `${missing === 1 ? firstSegment : `${firstSegment} to ${lastSegment}`}\n\nRecovery cannot go past ${lsn} on timeline ${cuts.join(', ')}.`,
      icon: severityIcons.error,
      opens: gap.path === undefined ? 'timelines' : { path: gap.path, lsn },
      path: gap.path,
      timelines,
    };
  });
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
    timelines,
  };
}

function backupNode(cluster: string, backup: OverviewBackup): ArchiveNode {
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
  };
}

/** What the user calls what a layout is of. */
const layoutWords: Readonly<Record<string, string>> = { plain: 'WAL archive', pg_wal: 'pg_wal' };

function placeNode(cluster: string, place: ClusterPlace, added: readonly string[]): ArchiveNode {
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
