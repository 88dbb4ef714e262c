import { FileError, type Files } from '../../bytes/byteSource.ts';
import { type Lsn, parseLsn } from '../../postgres/lsn.ts';

/** What the beginning and the end of a backup_manifest say; the list of files between them may be very long. */
export interface ManifestEnds {
  /** From PostgreSQL 17 on. */
  readonly systemIdentifier?: bigint;
  /** Where the WAL that a restore needs ends. */
  readonly endLsn?: Lsn;
}

/** Bytes read at both ends: a backup that many promotions fell into has a line for each timeline at the end. */
const endBytes = 64 * 1024;

/** Reads both ends of a backup_manifest. PostgreSQL: backup/backup_manifest.c. */
export async function manifestEnds(files: Files, path: string): Promise<ManifestEnds> {
  try {
    const source = await files.open(path);
    try {
      const head = new TextDecoder().decode(await source.read(0, endBytes));
      const tail = new TextDecoder().decode(await source.read(Math.max(0, source.size - endBytes), endBytes));
      const [, system] = /"System-Identifier": *(\d+)/.exec(head) ?? [];
      const ranges = tail.slice(tail.lastIndexOf('"WAL-Ranges"'));
      const ends = [...ranges.matchAll(/"End-LSN": *"([0-9A-F]+\/[0-9A-F]+)"/gi)].map(
        ([, lsn]) => parseLsn(lsn) ?? 0n,
      );
      return {
        systemIdentifier: system === undefined ? undefined : BigInt(system),
        endLsn: ends.length ? ends.sort((a, b) => Number(a - b))[ends.length - 1] : undefined,
      };
    } finally {
      await source.close();
    }
  } catch (error) {
    if (error instanceof FileError) return {};
    throw error;
  }
}
