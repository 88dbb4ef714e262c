import { parsePostmasterPid } from '../../postgres/files/postmasterPid.ts';
import type { Part, ReadParts } from './partFeatures.ts';

const statusWords: Readonly<Record<string, string>> = {
  starting: 'The server was starting.',
  stopping: 'The server was shutting down.',
  ready: 'The server accepted connections.',
  standby: 'The server was up and did not accept connections yet.',
};

/** What each line means, from the first. PostgreSQL: utils/pidfile.h. */
const lines: readonly { readonly title: string; readonly says: (value: string) => string }[] = [
  {
    title: 'process id',
    says: value =>
      value.startsWith('-')
        ? 'Process id of a single-user server, negated.'
        : 'Process id of the server. While it runs no other one starts on this data directory; if there is no such process, the file is left over.',
  },
  { title: 'data directory', says: () => 'The data directory, as the server knows it.' },
  { title: 'started', says: value => `When the server started: ${startTime(value)}.` },
  { title: 'port', says: () => 'The port that the server listens on.' },
  { title: 'socket directory', says: () => 'Directory of the first Unix socket; empty if there is none.' },
  {
    title: 'listen address',
    says: () => 'First address of `listen_addresses`: `*` is all, empty is none.',
  },
  {
    title: 'shared memory',
    says: () => 'Key and id of the shared memory by which processes left over from a crash are found.',
  },
  { title: 'status', says: value => statusWords[value] ?? 'No server writes this status.' },
];

/** postmaster.pid: a server runs on the data directory, or did when it was copied or crashed. */
export const postmasterPidParts: ReadParts = async text => {
  const parts: Part[] = [];
  let start = 0;
  for (const [at, line] of text.split('\n').entries()) {
    const value = line.trim();
    const known = lines[at];
    if (known && value)
      parts.push({
        start,
        end: start + line.trimEnd().length,
        says: known.says(value),
        title: `${known.title}: ${value}`,
      });
    start += line.length + 1;
  }
  return { parts, problems: parsePostmasterPid(text).problems };
};

function startTime(seconds: string): string {
  const milliseconds = Number(seconds) * 1000;
  if (!/^\d+$/.test(seconds) || milliseconds > 8.64e15) return 'unknown';
  return `${new Date(milliseconds).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}
