import { readManifest } from '../../postgres/files/manifest.ts';
import { parseLsn } from '../../postgres/lsn.ts';
import type { Around } from './around.ts';
import { lsnPart } from './lsnText.ts';
import type { Part, ReadParts } from './partFeatures.ts';

/** backup_manifest: what it is about, its own checksum, and the WAL that a restore needs. */
export const manifestParts: ReadParts = async (text, around) => {
  const { value, problems } = readManifest(new TextEncoder().encode(text));
  if (!value) return { parts: [], problems };
  const bytes = value.files.reduce((sum, { size }) => sum + size, 0);
  const checksum = value.checksumOk
    ? 'It fits: the manifest is as the backup wrote it.'
    : 'It does not fit: the manifest was changed.';
  return {
    parts: [
      ...keyPart(text, 'PostgreSQL-Backup-Manifest-Version', 'Version of the format: 2 since PostgreSQL 17.'),
      ...keyPart(
        text,
        'System-Identifier',
        'The cluster that was backed up; pg_control holds the same number.',
      ),
      ...keyPart(
        text,
        'Files',
        `${value.files.length} files with ${bytes} bytes together. pg_verifybackup compares them with these sizes and checksums.`,
      ),
      ...(await rangeParts(text, around)),
      ...keyPart(text, 'Manifest-Checksum', `SHA-256 of all lines before this one. ${checksum}`),
    ],
    problems,
  };
};

function keyPart(text: string, key: string, says: string): Part[] {
  const start = text.indexOf(`"${key}"`);
  return start < 0 ? [] : [{ start, end: start + key.length + 2, says }];
}

/** What the groups of the pattern below are. */
const rangeWords = [
  [2, 'Replay of the backup begins here.'],
  [3, 'The backup is consistent once replay has come to here.'],
] as const;

/** The LSNs between which WAL is needed, each with the segment that holds it. */
async function rangeParts(text: string, around: Around): Promise<Part[]> {
  const from = text.lastIndexOf('"WAL-Ranges"');
  if (from < 0) return [];
  const parts = keyPart(text, 'WAL-Ranges', 'A restore needs all of this WAL to become consistent.');
  const range = /"Timeline"\s*:\s*(\d+)\s*,\s*"Start-LSN"\s*:\s*"([^"]*)"\s*,\s*"End-LSN"\s*:\s*"([^"]*)"/dg;
  range.lastIndex = from;
  for (const { 1: timeline, indices } of text.matchAll(range)) {
    for (const [group, says] of rangeWords) {
      const [start, end] = indices![group]!;
      const lsn = parseLsn(text.slice(start, end));
      if (lsn !== undefined)
        parts.push(await lsnPart(start, end - start, lsn, Number(timeline), says, around));
    }
  }
  return parts;
}
