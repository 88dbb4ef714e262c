import type { PictureProblem } from '../../server/protocol/archive.ts';
import type { ClusterOverview } from '../../server/protocol/archiveOverview.ts';
import type { Health } from './archiveNode.ts';

/** Codes of problems that a cluster's line counts under a name of their own. */
const named = new Set(['gap', 'backup-not-restorable', 'archiving-behind']);

/** The same for the same cluster after every check. */
export function clusterId({ summary: { systemIdentifier, places, name } }: ClusterOverview): string {
  return systemIdentifier ?? places[0]?.path ?? name;
}

/** The worst that is known of a cluster. */
export function healthOf({ summary: { errors, warnings } }: ClusterOverview): Health {
  return errors ? 'error' : warnings ? 'warning' : 'ok';
}

/** A cluster in a line, what is wrong first: `18 · 1 gap · 3 segments wait · 4 timelines · 3 backups`. */
export function clusterLine(overview: ClusterOverview): string {
  const { major } = overview.summary;
  return [major === undefined ? undefined : String(major), ...facts(overview)]
    .filter(part => part !== undefined)
    .join(' · ');
}

/** The same for a screen reader: what is seen, and the verdict that the icon's colour tells. */
export function spokenCluster(overview: ClusterOverview): string {
  const verdict = { error: 'has errors', warning: 'has warnings', ok: 'sound' }[healthOf(overview)];
  return `${overview.summary.name}, ${clusterLine(overview)}, ${verdict}`;
}

function facts({ summary, backups, problems, byNames }: ClusterOverview): string[] {
  const { timelines, segments, gaps, waiting } = summary;
  const lost = backups.filter(({ restorable }) => restorable === false).length;
  const others = problems.filter(
    ({ code, severity }) => !named.has(code) && severity !== 'information',
  ).length;
  return [
    gaps && counted(gaps, 'gap'),
    lost && `${counted(lost, 'backup')} not restorable`,
    waiting && `${counted(waiting, 'segment')} ${waiting === 1 ? 'waits' : 'wait'}`,
    others && counted(others, gaps || lost || waiting ? 'other problem' : 'problem'),
    timelines ? counted(timelines, 'timeline') : counted(segments, 'segment'),
    summary.backups && counted(summary.backups, 'backup'),
    byNames && 'checked by names',
  ].filter(part => typeof part === 'string');
}

/** What there is to know about a cluster, as Markdown: facts first, then the worst problems. */
export function clusterTooltip(overview: ClusterOverview): string {
  const { summary, problems, byNames } = overview;
  const { name, major, systemIdentifier, segmentSize, segments, places } = summary;
  const lines = [
    `**${escapeMarkdown(name)}**${major === undefined ? '' : ` · PostgreSQL ${major}`}`,
    [
      systemIdentifier && `System identifier ${systemIdentifier}`,
      `${counted(segments, 'segment')} of ${segmentSize / 1024 ** 2} MB`,
      counted(places.length, 'place'),
    ]
      .filter(Boolean)
      .join(' · '),
  ];
  if (byNames)
    lines.push(
      'There are too many segments to look into each: most were judged by their names. *Check Thoroughly* looks into all.',
    );
  lines.push(...worst(problems));
  return lines.join('\n\n');
}

const mostTold = 4;

function worst(problems: readonly PictureProblem[]): string[] {
  if (!problems.length) return ['No problem found.'];
  const told = problems.slice(0, mostTold).map(({ message }) => `- ${escapeMarkdown(message)}`);
  const more = problems.length - told.length;
  return [[...told, ...(more > 0 ? [`- and ${more} more`] : [])].join('\n')];
}

export function counted(count: number, noun: string): string {
  return `${count.toLocaleString('en-US')} ${noun}${count === 1 ? '' : 's'}`;
}

/** Names of files and labels of backups are text, never markup. */
export function escapeMarkdown(text: string): string {
  return text.replace(/[\\`*_{}[\]()#+\-!<>|~$]/g, '\\$&').replace(/\r?\n/g, ' ');
}
