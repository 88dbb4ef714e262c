import { crc32c } from '../crc32c.ts';
import type { Major } from '../majors.ts';
import type { FileProblem, Reading } from './problem.ts';
import { viewOf } from './struct.ts';

/** Which file a catalog that pg_class cannot speak for lies in. */
export interface FilenodeMapping {
  /** OID of the catalog. */
  readonly catalog: number;
  /** Name of its file in global/ or in the database's folder. */
  readonly filenode: number;
}

/** A pg_filenode.map. */
export interface FilenodeMap {
  readonly mappings: readonly FilenodeMapping[];
  readonly crcOk: boolean;
  /** Offset of the checksum, bytes. */
  readonly crcOffset: number;
}

const magicNumber = 0x592717;

/** Mappings that the file has room for: 62 up to 15, 64 since 16. PostgreSQL: MAX_MAPPINGS in relmapper.c. */
function capacity(major: Major): number {
  return major < 16 ? 62 : 64;
}

function fileSize(major: Major): number {
  return major < 16 ? 512 : 524;
}

/**
 * A pg_filenode.map; `path` names it in messages. `major` is the server's, by default one for which the
 * file has the right size. PostgreSQL: read_relmap_file in relmapper.c.
 */
export function readFilenodeMap(
  bytes: Uint8Array,
  path = 'global/pg_filenode.map',
  major: Major = bytes.length === fileSize(10) ? 15 : 19,
): Reading<FilenodeMap> {
  const crcOffset = 8 + capacity(major) * 8;
  const fatal = (message: string, offset: number): FileProblem => ({ level: 'FATAL', message, offset });
  const damaged = (problem: FileProblem, crcOk = false) => ({
    value: { mappings: readMappings(bytes, capacity(major)), crcOk, crcOffset },
    problems: [problem],
  });
  if (bytes.length < fileSize(major)) return damaged(fatal(tooShort(bytes, path, major), bytes.length));
  const view = viewOf(bytes);
  const crcOk = view.getUint32(crcOffset, true) === crc32c(bytes.subarray(0, crcOffset));
  const count = view.getInt32(4, true);
  if (view.getInt32(0, true) !== magicNumber)
    return damaged(fatal(`relation mapping file "${path}" contains invalid data`, 0), crcOk);
  if (count < 0 || count > capacity(major))
    return damaged(fatal(`relation mapping file "${path}" contains invalid data`, 4), crcOk);
  if (!crcOk) return damaged(fatal(`relation mapping file "${path}" contains incorrect checksum`, crcOffset));
  return { value: { mappings: readMappings(bytes, capacity(major)), crcOk, crcOffset }, problems: [] };
}

function readMappings(bytes: Uint8Array, room: number): FilenodeMapping[] {
  if (bytes.length < 8) return [];
  const view = viewOf(bytes);
  const fitting = Math.floor((bytes.length - 8) / 8);
  const count = Math.max(0, Math.min(view.getInt32(4, true), room, fitting));
  return Array.from({ length: count }, (_, i) => ({
    catalog: view.getUint32(8 + i * 8, true),
    filenode: view.getUint32(12 + i * 8, true),
  }));
}

/** Up to 11 the server adds whatever error the operating system had last. */
function tooShort(bytes: Uint8Array, path: string, major: Major): string {
  return major < 12
    ? `could not read relation mapping file "${path}"`
    : `could not read file "${path}": read ${bytes.length} of ${fileSize(major)}`;
}
