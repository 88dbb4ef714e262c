import type { Lsn } from '../lsn.ts';
import { sha256 } from '../sha256.ts';
import type { FileProblem, Reading } from './problem.ts';
import { scanf } from './scanf.ts';
import { serverText } from './serverText.ts';
import { toHex } from './struct.ts';

/** A file that belongs to the backup. */
export interface ManifestFile {
  readonly path: string;
  /** Bytes. */
  readonly size: number;
  /** As written: GMT. */
  readonly lastModified?: string;
  /** CRC32C, SHA224, SHA256, SHA384 or SHA512. */
  readonly checksumAlgorithm?: string;
  /** Hexadecimal; CRC32C in the byte order of the machine that made the backup. */
  readonly checksum?: string;
}

/** WAL that a restore of this backup needs. */
export interface ManifestWalRange {
  readonly timeline: number;
  readonly start: Lsn;
  readonly end: Lsn;
}

/** A backup_manifest (13 and newer). */
export interface BackupManifest {
  /** 1 (13 to 16) or 2 (17 and newer). */
  readonly version: number;
  /** Version 2. */
  readonly systemIdentifier?: bigint;
  readonly files: readonly ManifestFile[];
  readonly walRanges: readonly ManifestWalRange[];
  /** The SHA-256 written in the last line. */
  readonly checksum?: string;
  readonly checksumOk: boolean;
}

/**
 * A backup_manifest; problems in the words of pg_verifybackup, which stops at the first of them.
 * PostgreSQL: common/parse_manifest.c.
 */
export function readManifest(bytes: Uint8Array): Reading<BackupManifest | undefined> {
  const text = serverText(bytes);
  const { object, problem } = parseObject(text);
  if (!object) return { value: undefined, problems: [problem] };
  const problems: FileProblem[] = [];
  const fail = (message: string, near = '') => {
    if (problems.length === maxProblems) return;
    const offset = Math.max(0, near ? text.indexOf(near) : 0);
    problems.push({ level: 'ERROR', message, offset, line: lineAt(text, offset) });
  };
  const refuse = (message: string, near = '') => fail(`could not parse backup manifest: ${message}`, near);
  checkTopLevel(object, refuse);
  const checksum = scalar(object['Manifest-Checksum']);
  const checksumOk = checkChecksum(bytes, checksum, fail, refuse);
  const value: BackupManifest = {
    version: readVersion(scalar(object[versionKey]), refuse),
    systemIdentifier: readSystemIdentifier(text, object, refuse),
    files: items(object.Files).flatMap(item => readFile(item, fail, refuse) ?? []),
    walRanges: items(object['WAL-Ranges']).flatMap(item => readWalRange(item, refuse) ?? []),
    checksum,
    checksumOk,
  };
  return { value, problems };
}

type Fail = (message: string, near?: string) => void;
type JsonObject = Readonly<Record<string, unknown>>;

const versionKey = 'PostgreSQL-Backup-Manifest-Version';
/** A manifest lists a line for every file; one kind of damage in all of them need not be told as often. */
const maxProblems = 20;
const topLevelKeys = [versionKey, 'System-Identifier', 'Files', 'WAL-Ranges', 'Manifest-Checksum'];
const algorithms = ['NONE', 'CRC32C', 'SHA224', 'SHA256', 'SHA384', 'SHA512'];

function parseObject(
  text: string,
): { object: JsonObject; problem?: never } | { object?: never; problem: FileProblem } {
  const message = 'this is no backup manifest';
  try {
    const object: unknown = JSON.parse(text);
    if (isObject(object)) return { object };
    return { problem: { level: 'ERROR', message, detail: 'Its JSON is no object.', offset: 0, line: 1 } };
  } catch (error) {
    const position = /position (\d+)/.exec(String(error));
    const offset = position ? Number(position[1]) : text.length;
    const detail = 'Its JSON is cut off or damaged.';
    return { problem: { level: 'ERROR', message, detail, offset, line: lineAt(text, offset) } };
  }
}

function checkTopLevel(object: JsonObject, refuse: Fail): void {
  const keys = Object.keys(object);
  if (keys[0] !== versionKey) refuse('expected version indicator');
  for (const key of keys)
    if (!topLevelKeys.includes(key)) refuse('unrecognized top-level field', JSON.stringify(key));
}

function readVersion(text: string | undefined, refuse: Fail): number {
  if (!/^-?\d+$/.test(text ?? '')) refuse('manifest version not an integer', versionKey);
  else if (text !== '1' && text !== '2') refuse('unexpected manifest version', versionKey);
  return Number(text);
}

/** From the text, because a JSON number is a double here. */
function readSystemIdentifier(text: string, object: JsonObject, refuse: Fail): bigint | undefined {
  if (!('System-Identifier' in object)) return undefined;
  const match = /"System-Identifier"\s*:\s*"?(\d+)"?\s*[,}]/.exec(text);
  if (!match) refuse('system identifier in manifest not an integer', '"System-Identifier"');
  return match ? BigInt(match[1]) : undefined;
}

function readFile(item: JsonObject, fail: Fail, refuse: Fail): ManifestFile | undefined {
  const [path, encoded, size, lastModified, algorithm, checksum] = [
    'Path',
    'Encoded-Path',
    'Size',
    'Last-Modified',
    'Checksum-Algorithm',
    'Checksum',
  ].map(key => scalar(item[key]));
  const name = path ?? decodePath(encoded);
  const place = JSON.stringify(path ?? encoded ?? '');
  if (path === undefined && encoded === undefined) refuse('missing path name', '"Files"');
  else if (path !== undefined && encoded !== undefined) refuse('both path name and encoded path name', place);
  else if (size === undefined) refuse('missing size', place);
  else if (algorithm === undefined && checksum !== undefined) refuse('checksum without algorithm', place);
  else if (name === undefined) refuse('could not decode file name', place);
  else if (!/^\d+$/.test(size)) refuse('file size is not an integer', place);
  else if (algorithm !== undefined && !algorithms.includes(algorithm.toUpperCase()))
    fail(`unrecognized checksum algorithm: "${algorithm}"`, place);
  else if (checksum !== undefined && !/^([0-9a-fA-F]{2})*$/.test(checksum))
    fail(`invalid checksum for file "${name}": "${checksum}"`, place);
  else return { path: name, size: Number(size), lastModified, checksumAlgorithm: algorithm, checksum };
  return undefined;
}

function decodePath(encoded: string | undefined): string | undefined {
  if (encoded === undefined || !/^([0-9a-fA-F]{2})*$/.test(encoded)) return undefined;
  const bytes = (encoded.match(/../g) ?? []).map(digits => Number.parseInt(digits, 16));
  return new TextDecoder().decode(Uint8Array.from(bytes));
}

function readWalRange(item: JsonObject, refuse: Fail): ManifestWalRange | undefined {
  const [timeline, start, end] = ['Timeline', 'Start-LSN', 'End-LSN'].map(key => scalar(item[key]));
  const near = '"WAL-Ranges"';
  const startLsn = readLsn(start);
  const endLsn = readLsn(end);
  if (timeline === undefined) refuse('missing timeline', near);
  else if (start === undefined) refuse('missing start LSN', near);
  else if (end === undefined) refuse('missing end LSN', near);
  else if (!/^\d+$/.test(timeline)) refuse('timeline is not an integer', near);
  else if (startLsn === undefined) refuse('could not parse start LSN', near);
  else if (endLsn === undefined) refuse('could not parse end LSN', near);
  else return { timeline: Number(BigInt.asUintN(32, BigInt(timeline))), start: startLsn, end: endLsn };
  return undefined;
}

function readLsn(text: string | undefined): Lsn | undefined {
  const [high, low] = scanf(text ?? '', '%X/%X').values as number[];
  return low === undefined ? undefined : (BigInt(high) << 32n) | BigInt(low);
}

/** The last line holds the SHA-256 of all lines before it. */
function checkChecksum(bytes: Uint8Array, stored: string | undefined, fail: Fail, refuse: Fail): boolean {
  const last = bytes.lastIndexOf(10);
  const beforeLast = last > 0 ? bytes.lastIndexOf(10, last - 1) : -1;
  if (beforeLast < 0) refuse('expected at least 2 lines');
  else if (last !== bytes.length - 1) refuse('last line not newline-terminated');
  else if (stored === undefined) fail('manifest has no checksum');
  else if (!/^[0-9a-fA-F]{64}$/.test(stored))
    fail(`invalid manifest checksum: "${stored}"`, 'Manifest-Checksum');
  else if (toHex(sha256(bytes.subarray(0, beforeLast + 1))) !== stored.toLowerCase())
    fail('manifest checksum mismatch', 'Manifest-Checksum');
  else return true;
  return false;
}

/** The server takes any scalar by its text, quoted or not. */
function scalar(value: unknown): string | undefined {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? String(value)
    : undefined;
}

function items(value: unknown): JsonObject[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function lineAt(text: string, offset: number): number {
  let line = 1;
  for (let at = text.indexOf('\n'); at >= 0 && at < offset; at = text.indexOf('\n', at + 1)) line++;
  return line;
}
