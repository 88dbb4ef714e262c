/** Commands that parts of the extension call on each other; no menu shows them. */

/** Shows the record at an LSN of a segment that is being opened: `(uri, lsn)`. */
export const revealRecord = 'walscope.segment.reveal';

/** Asks where to recover, shows the change of the settings and writes it when confirmed: `(WantedRecovery)`. */
export const writeRecovery = 'walscope.recovery.review';

/** Shows a place in the WAL on the picture of the cluster that a file belongs to: `(uri, WalPlace)`. */
export const showOnTimelines = 'walscope.timelines.showPlace';
