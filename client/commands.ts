/** Commands that parts of the extension call on each other; no menu shows them. */

/** Shows the record at an LSN of a segment that is being opened: `(uri, lsn)`. */
export const revealRecord = 'walscope.segment.reveal';

/** Shows a place in the WAL on the picture of the cluster that a file belongs to: `(uri, WalPlace)`. */
export const showOnTimelines = 'walscope.timelines.showPlace';
