import { readSignalFile } from '../../postgres/files/markers.ts';
import type { ReadParts } from './partFeatures.ts';

const meanings = {
  recovery:
    'The next start is a recovery from the archive: it needs `restore_command`, stops at the recovery target if there is one, and then begins a new timeline. The server removes the file at the end.',
  standby:
    'The next start is a standby: it follows the primary (`primary_conninfo`) or the archive (`restore_command`) until it is promoted. With recovery.signal beside it, standby wins.',
};

/** recovery.signal and standby.signal: what counts is that they are there. */
export const signalParts: ReadParts = async (text, { name, major }) => {
  const { value, problems } = readSignalFile(name, text, major);
  const says = value.requests && meanings[value.requests];
  return { parts: [{ start: 0, end: text.length, says }], problems };
};
