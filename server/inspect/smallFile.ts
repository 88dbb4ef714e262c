import { type Files, readWhole } from '../bytes/byteSource.ts';
import { withoutCompressionSuffix } from '../bytes/compression.ts';
import { type DecompressionPlatform, openPlain } from '../bytes/decompress.ts';
import { readControl } from '../postgres/files/control.ts';
import type { Beside } from '../postgres/files/controlState.ts';
import { type FileKind, type RecognisedFile, recogniseFile } from '../postgres/files/kind.ts';
import { parseVersionFile } from '../postgres/files/markers.ts';
import type { FileReport, ReportedFile } from '../postgres/files/report.ts';
import type { Major } from '../postgres/majors.ts';

/** A small file of a cluster, archive or backup that was read and recognised. */
export interface SmallFile {
  readonly kind: FileKind;
  readonly file: ReportedFile;
}

/**
 * Reads a file and what around it says how to read it; undefined when its kind is not known. `shown` is the path as
 * the user gave it. With `platform`, a file that an archiving tool compressed is read as well. Throws a FileError, or a
 * RangeError for a file that is not small, is damaged or encrypted.
 */
export async function readSmallFile(
  files: Files,
  path: string,
  shown: string,
  major?: Major,
  platform?: DecompressionPlatform,
): Promise<SmallFile | undefined> {
  const bytes = platform ? await readPlain(files, path, shown, platform) : await readWhole(files, path);
  const baseName = withoutCompressionSuffix(path.slice(path.lastIndexOf('/') + 1));
  const recognised = recogniseFile(baseName, bytes) ?? preparedTransaction(path);
  if (!recognised) return undefined;
  const { kind, name } = recognised;
  const beside = await lookBeside(files, path, kind);
  const file = { bytes, name, path: shown, major: major ?? (await majorOfFolder(files, path)), beside };
  return { kind, file };
}

/** Bytes that are read: more is no small file. */
const limit = 64 * 1024 * 1024;

/** The whole file, decompressed where it was compressed. */
async function readPlain(
  files: Files,
  path: string,
  shown: string,
  platform: DecompressionPlatform,
): Promise<Uint8Array> {
  const source = await openPlain(await files.open(path), shown, platform, { limit });
  try {
    if (source.problem !== undefined) throw new RangeError(source.problem);
    if (source.size > limit) throw new RangeError(`"${shown}" has ${source.size} bytes, more than ${limit}`);
    if (source.encryption) throw new RangeError(`"${shown}" is encrypted (${source.encryption})`);
    return await source.read(0, source.size);
  } finally {
    await source.close();
  }
}

/** The names of these files are plain numbers: where their magic number is damaged, the folder tells. */
function preparedTransaction(path: string): RecognisedFile | undefined {
  const [, name] = /(?:^|\/)pg_twophase\/([0-9A-F]{8}|[0-9A-F]{16})$/.exec(path) ?? [];
  return name === undefined ? undefined : { kind: 'two_phase_state', name };
}

/** What `walscope inspect --format json` prints, before it is made text. */
export function smallFileJson({ kind, file }: SmallFile, { content, problems }: FileReport): object {
  return { file: file.path, kind, ...content, problems };
}

/** The major in the nearest PG_VERSION: beside the file, or in a folder above it. */
async function majorOfFolder(files: Files, path: string): Promise<Major | undefined> {
  const levels = 4;
  let folder = path;
  for (let level = 0; level < levels && folder.includes('/'); level++) {
    folder = folder.slice(0, folder.lastIndexOf('/'));
    const version = `${folder}/PG_VERSION`;
    if ((await files.stat(version))?.kind !== 'file') continue;
    return parseVersionFile(new TextDecoder().decode(await readWhole(files, version))).value.major;
  }
  return undefined;
}

/** What in the data directory changes the meaning of a file of this kind. */
async function lookBeside(files: Files, path: string, kind: FileKind): Promise<Beside | undefined> {
  if (kind === 'pg_control') return lookBesideControl(files, path);
  if (kind === 'replication_slot') return lookBesideSlot(files, path);
  return undefined;
}

async function lookBesideSlot(files: Files, path: string): Promise<Beside> {
  const control = path.replace(/\/pg_replslot\/[^/]+\/[^/]+$/, '/global/pg_control');
  const bytes = control === path ? undefined : await readWhole(files, control).catch(() => undefined);
  return { lastCheckpoint: bytes && readControl(bytes).value?.checkpoint };
}

async function lookBesideControl(files: Files, path: string): Promise<Beside> {
  const folder = path.replace(/\/global\/[^/]*$/, '');
  if (folder === path) return {};
  const exists = async (name: string) => (await files.stat(`${folder}/${name}`))?.kind === 'file';
  const standby = await exists('standby.signal');
  const archive = await exists('recovery.signal');
  return {
    backupLabel: await exists('backup_label'),
    recoveryRequested: standby ? 'standby' : archive ? 'archive' : undefined,
    recoveryConf: await exists('recovery.conf'),
  };
}
