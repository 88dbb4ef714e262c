import { crc32c } from '../crc32c.ts';
import type { Major } from '../majors.ts';
import { refusals, versionRefusal } from './controlChecks.ts';
import type { ControlFile } from './controlFile.ts';
import { controlLayout, controlSize, majorOfControl, type PlacedControlMember } from './controlLayout.ts';
import type { FileProblem, Reading } from './problem.ts';
import { readStruct, viewOf } from './struct.ts';

/** How the members of a certain pg_control are to be read. */
export interface ControlFormat {
  readonly major: Major;
  readonly littleEndian: boolean;
  readonly layout: readonly PlacedControlMember[];
}

/** The format of this pg_control by its version numbers, or undefined when no major from 10 to 19 has it. */
export function controlFormat(bytes: Uint8Array): ControlFormat | undefined {
  if (bytes.length < 16) return undefined;
  const view = viewOf(bytes);
  for (const littleEndian of [true, false]) {
    const major = majorOfControl(view.getUint32(8, littleEndian), view.getUint32(12, littleEndian));
    if (major === undefined) continue;
    const narrow = controlLayout(major, 4);
    const layout = crcMatches(bytes, narrow, littleEndian) ? narrow : controlLayout(major);
    return { major, littleEndian, layout };
  }
  return undefined;
}

/**
 * A pg_control of any major. The value is undefined when the file is too short or its format unknown; what a
 * server of `serverMajor` (by default the one that wrote the file) says at its start is in the problems, in
 * the order of its tests. PostgreSQL: ReadControlFile in xlog.c.
 */
export function readControl(bytes: Uint8Array, serverMajor?: Major): Reading<ControlFile | undefined> {
  const format = controlFormat(bytes);
  const reader = serverMajor ?? format?.major;
  if (!format) return { value: undefined, problems: [unknownFormat(bytes, serverMajor)] };
  const size = controlSize(reader!);
  if (bytes.length < size) return { value: undefined, problems: [tooShort(bytes.length, size, reader!)] };
  const last = format.layout.at(-1)!;
  if (bytes.length < last.offset + last.length)
    return { value: undefined, problems: [tooShort(bytes.length, controlSize(format.major), format.major)] };
  const value = readMembers(bytes, format);
  return { value, problems: refusals(value, reader!) };
}

function readMembers(bytes: Uint8Array, format: ControlFormat): ControlFile {
  const found = readStruct(bytes, format.layout, format.littleEndian);
  return {
    ...(found as unknown as ControlFile),
    major: format.major,
    nextXid: (BigInt(found.nextXidEpoch ?? 0) << 32n) | BigInt(found.nextXid),
    nextMultiOffset: BigInt(found.nextMultiOffset),
    crcOk: crcMatches(bytes, format.layout, format.littleEndian),
    bigEndian: !format.littleEndian,
  };
}

function crcMatches(
  bytes: Uint8Array,
  layout: readonly PlacedControlMember[],
  littleEndian: boolean,
): boolean {
  const { offset, length } = layout.at(-1)!;
  if (bytes.length < offset + length) return false;
  return viewOf(bytes).getUint32(offset, littleEndian) === crc32c(bytes.subarray(0, offset));
}

function tooShort(length: number, size: number, major: Major): FileProblem {
  const message =
    major < 12
      ? `could not read from control file: read ${length} bytes, expected ${size}`
      : `could not read file "global/pg_control": read ${length} of ${size}`;
  return { level: 'PANIC', message, offset: length };
}

function unknownFormat(bytes: Uint8Array, major: Major | undefined): FileProblem {
  if (major !== undefined && bytes.length < controlSize(major))
    return tooShort(bytes.length, controlSize(major), major);
  if (bytes.length < 16)
    return {
      level: 'ADVICE',
      message: `the file has ${bytes.length} bytes, too few for any pg_control`,
      offset: 0,
    };
  const version = viewOf(bytes).getUint32(8, true);
  const refusal = major && versionRefusal(version, major);
  if (refusal) return refusal;
  return {
    level: 'ADVICE',
    message: `pg_control has version ${version}, which no PostgreSQL from 10 to 19 writes`,
    offset: 8,
  };
}
