import type { PictureProblem } from '../../server/protocol/archive.ts';
import type { ArchivesOverview } from '../../server/protocol/archiveOverview.ts';

/** How loud a diagnostic may be made by `walscope.diagnostics.severity`. */
export type Loudness = PictureProblem['severity'] | 'hint' | 'off';

/** What the Problems panel says of a file. */
export interface ProblemMark {
  readonly severity: Exclude<Loudness, 'off'>;
  readonly code: string;
  readonly message: string;
  readonly lsn?: string;
}

/** Whether the language server says a problem itself of a text document that is open: it sees no pg_control there. */
function isSaidByTextEditor({ code, message }: PictureProblem): boolean {
  return (
    /^history-(refused|odd)$/.test(code) || (code === 'backup-label' && !message.includes('control file'))
  );
}

/** Problems of folders: there is no file to open; the tree shows them. */
const aboutFolders = new Set(['encrypted', 'folder-unreadable', 'repository-unreadable', 'too-many-folders']);

/** The marks of each file, by its path. `isOpen`: the file is open as text, and has its own diagnostics there. */
export function problemMarks(
  { clusters }: ArchivesOverview,
  loudness: Readonly<Record<string, Loudness>>,
  isOpen: (path: string) => boolean,
): Map<string, ProblemMark[]> {
  const marks = new Map<string, ProblemMark[]>();
  const seen = new Set<string>();
  for (const problem of clusters.flatMap(each => each.problems)) {
    const { path, code, message, severity, timeline, lsn } = problem;
    const loud = loudness[code] ?? severity;
    if (path === undefined || loud === 'off' || aboutFolders.has(code)) continue;
    if (isSaidByTextEditor(problem) && isOpen(path)) continue;
    const said = withPlace(message, timeline, lsn);
    const key = `${path}\n${code}\n${said}`;
    if (seen.has(key)) continue;
    seen.add(key);
    const mark = { severity: loud, code, message: said, lsn };
    const known = marks.get(path);
    if (known) known.push(mark);
    else marks.set(path, [mark]);
  }
  return marks;
}

/** The message with its LSN and timeline, unless it names the LSN itself. */
function withPlace(message: string, timeline: number | undefined, lsn: string | undefined): string {
  if (lsn === undefined || message.includes(lsn)) return message;
  return `${message} (${timeline === undefined ? '' : `timeline ${timeline}, `}LSN ${lsn})`;
}
