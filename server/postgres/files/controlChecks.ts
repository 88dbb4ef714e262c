import type { Major } from '../majors.ts';
import { isValidSegmentSize } from '../segmentName.ts';
import type { ControlFile } from './controlFile.ts';
import { catalogVersions, controlLayout, controlVersions } from './controlLayout.ts';
import type { FileProblem } from './problem.ts';

/** What the usual build of a server is compiled with; another build may differ in it. */
const compiled: readonly (readonly [keyof ControlFile, string, number, 'initdb' | 'recompile or initdb'])[] =
  [
    ['maxAlign', 'MAXALIGN', 8, 'initdb'],
    ['blockSize', 'BLCKSZ', 8192, 'recompile or initdb'],
    ['relationSegmentBlocks', 'RELSEG_SIZE', 131072, 'recompile or initdb'],
    ['slruPagesPerSegment', 'SLRU_PAGES_PER_SEGMENT', 32, 'recompile or initdb'],
    ['walBlockSize', 'XLOG_BLCKSZ', 8192, 'recompile or initdb'],
    ['walSegmentSize', 'XLOG_SEG_SIZE', 16 * 1024 * 1024, 'recompile or initdb'],
    ['nameDataLength', 'NAMEDATALEN', 64, 'recompile or initdb'],
    ['indexMaxKeys', 'INDEX_MAX_KEYS', 32, 'recompile or initdb'],
    ['toastMaxChunkSize', 'TOAST_MAX_CHUNK_SIZE', 1996, 'recompile or initdb'],
    ['largeObjectBlockSize', 'LOBLKSIZE', 2048, 'recompile or initdb'],
  ];

/**
 * What a server of `major`, of the usual 64-bit build, objects to in this pg_control when it starts. It stops
 * at the first of them. PostgreSQL: ReadControlFile in xlog.c.
 */
export function refusals(control: ControlFile, major: Major): FileProblem[] {
  const { controlVersion, bigEndian } = control;
  const version = versionRefusal(bigEndian ? swapBytes(controlVersion) : controlVersion, major);
  if (version) return [version];
  const problems: FileProblem[] = [];
  if (!control.crcOk)
    problems.push({
      level: 'FATAL',
      message: 'incorrect checksum in control file',
      offset: place('crc', major),
    });
  if (control.catalogVersion !== catalogVersions[major])
    problems.push(
      incompatible(
        initialized('CATALOG_VERSION_NO', control.catalogVersion, catalogVersions[major]),
        'initdb',
        place('catalogVersion', major),
      ),
    );
  problems.push(...compileTimeDifferences(control, major));
  if (major > 10 && !isValidSegmentSize(control.walSegmentSize))
    problems.push(invalidSegmentSize(control, major));
  return problems;
}

/**
 * What a server of `major` says of a pg_control whose version reads `version` in its byte order, or undefined
 * when it is the one it was compiled with.
 */
export function versionRefusal(version: number, major: Major): FileProblem | undefined {
  const expected = controlVersions[major];
  const offset = place('controlVersion', major);
  if (version === expected) return undefined;
  if (version % 65536 !== 0 || version < 65536)
    return incompatible(initialized('PG_CONTROL_VERSION', version, expected), 'initdb', offset);
  const hex = (value: number) => `0x${value.toString(16).padStart(8, '0')}`;
  const detail =
    `The database cluster was initialized with PG_CONTROL_VERSION ${version | 0} (${hex(version)}),` +
    ` but the server was compiled with PG_CONTROL_VERSION ${expected} (${hex(expected)}).`;
  const hint = 'This could be a problem of mismatched byte ordering.  It looks like you need to initdb.';
  return { level: 'FATAL', message: incompatibleMessage, detail, hint, offset };
}

function compileTimeDifferences(control: ControlFile, major: Major): FileProblem[] {
  const problems = compiled
    .filter(([key]) => key !== 'walSegmentSize' || major === 10)
    .filter(([key, , value]) => control[key] !== undefined && control[key] !== value)
    .map(([key, name, value, remedy]) =>
      incompatible(initialized(name, Number(control[key]), value), remedy, place(key, major)),
    );
  if (control.floatFormat !== 1234567)
    problems.push(
      incompatible(
        'The database cluster appears to use a different floating-point number format than the server executable.',
        'initdb',
        place('floatFormat', major),
      ),
    );
  for (const [key, name] of [
    ['float4ByValue', 'USE_FLOAT4_BYVAL'],
    ['float8ByValue', 'USE_FLOAT8_BYVAL'],
  ] as const)
    if (control[key] === false && major < 19)
      problems.push(
        incompatible(
          `The database cluster was initialized without ${name} but the server was compiled with ${name}.`,
          'recompile or initdb',
          place(key, major),
        ),
      );
  return problems.sort((a, b) => a.offset - b.offset);
}

function invalidSegmentSize({ walSegmentSize }: ControlFile, major: Major): FileProblem {
  const offset = place('walSegmentSize', major);
  const bytes = `${walSegmentSize | 0} byte${(walSegmentSize | 0) === 1 ? '' : 's'}`;
  if (major < 17)
    return {
      level: 'FATAL',
      message: `WAL segment size must be a power of two between 1 MB and 1 GB, but the control file specifies ${bytes}`,
      offset,
    };
  return {
    level: 'FATAL',
    message: `invalid WAL segment size in control file (${bytes})`,
    detail: 'The WAL segment size must be a power of two between 1 MB and 1 GB.',
    offset,
  };
}

const incompatibleMessage = 'database files are incompatible with server';

function initialized(name: string, found: number, expected: number): string {
  return `The database cluster was initialized with ${name} ${found | 0}, but the server was compiled with ${name} ${expected}.`;
}

function incompatible(detail: string, remedy: string, offset: number): FileProblem {
  const hint = `It looks like you need to ${remedy}.`;
  return { level: 'FATAL', message: incompatibleMessage, detail, hint, offset };
}

function place(key: keyof ControlFile, major: Major): number {
  return controlLayout(major).find(member => member.key === key)?.offset ?? 0;
}

function swapBytes(value: number): number {
  return ((value << 24) | ((value & 0xff00) << 8) | ((value >>> 8) & 0xff00) | (value >>> 24)) >>> 0;
}
