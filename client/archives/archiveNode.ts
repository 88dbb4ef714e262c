/** How sound something is. */
export type Health = 'error' | 'warning' | 'ok';

/** A line of the tree "Clusters and archives": all that is shown of it and done with it, without VS Code. */
export interface ArchiveNode {
  /** The same for the same thing after every check, so that what is open stays open. */
  readonly id: string;
  readonly kind:
    | 'cluster'
    | 'group'
    | 'place'
    | 'timeline'
    | 'gap'
    | 'backup'
    | 'problem'
    | 'folder'
    | 'note';
  readonly label: string;
  readonly description?: string;
  /** Markdown. */
  readonly tooltip?: string;
  /** What a screen reader says, where label and description are too terse. */
  readonly spoken?: string;
  readonly icon: ArchiveIcon;
  readonly children?: readonly ArchiveNode[];
  readonly expanded?: boolean;
  /** What a click opens: a file, a segment at an LSN, or the timelines view where there is no file. */
  readonly opens?: { readonly path: string; readonly lsn?: string } | 'timelines';
  /** What is copied and revealed. */
  readonly path?: string;
  /** What the timelines view is opened on, and where. */
  readonly timelines?: TimelinesOfCluster;
  /** The folder of the user's own list that this is in. */
  readonly added?: string;
}

export interface ArchiveIcon {
  /** A codicon. */
  readonly name: string;
  readonly health?: Health;
}

export interface TimelinesOfCluster {
  readonly name: string;
  readonly paths: readonly string[];
  readonly systemIdentifier?: string;
  readonly place?: { readonly timeline: number; readonly lsn: string };
}

/** The same, to be shown at a place. */
export function placedAt(
  timelines: TimelinesOfCluster,
  timeline: number | undefined,
  lsn: string | undefined,
): TimelinesOfCluster {
  return timeline === undefined || lsn === undefined ? timelines : { ...timelines, place: { timeline, lsn } };
}

/** Stands for lines that are left out. */
export function moreNode(id: string, more: number): ArchiveNode {
  return { id, kind: 'note', label: `and ${more.toLocaleString('en-US')} more`, icon: { name: 'ellipsis' } };
}
