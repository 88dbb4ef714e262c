import { basename, resolve } from 'node:path';
import { segmentChains, segmentsInRuns } from '../../archive/chains.ts';
import { openArchive } from '../../archive/openArchive.ts';
import { pathOf } from '../../archive/walObject.ts';
import { FileError } from '../../bytes/byteSource.ts';
import { nodeDecompression } from '../../bytes/nodeDecompression.ts';
import { isTarName } from '../../bytes/tar.ts';
import { openSegmentBytes } from '../../inspect/segmentBytes.ts';
import { formatLsn } from '../../postgres/lsn.ts';
import type { Major } from '../../postgres/majors.ts';
import { openWal } from '../../postgres/wal/openWal.ts';
import { segmentNameAt } from '../../postgres/wal/wal.ts';
import type { ExitStatus, Io } from '../io.ts';
import { firstOf, openArchiveStore } from './archiveStore.ts';
import { dumpRange } from './dumpRange.ts';
import { DumpRefusal } from './dumpRefusal.ts';
import { prepareImageFolder } from './imageFolder.ts';
import type { DumpOptions } from './options.ts';
import { SegmentFiles } from './segmentFiles.ts';
import type { SegmentStore } from './segmentStore.ts';
import { type DumpTarget, findTarget, openHead, segmentOf } from './target.ts';

/** A segment, two dots, and the last segment of the range. */
const rangePattern = /^(.*[0-9A-F]{24}[^/\\]*?)\.\.((?:.*[/\\])?[0-9A-F]{24}[^/\\]*)$/;

/**
 * `--each`: dumps every operand on its own, with its own major: a segment, a range `FIRST..LAST`, a tar archive, or a
 * folder with archives and data directories of any layout. Exit status 1 when one of them ended before its end.
 */
export async function dumpEach(
  io: Io,
  options: DumpOptions,
  operands: readonly string[],
  major: Major,
): Promise<ExitStatus> {
  const { start, end, timeline, path, follow, history } = options;
  if (follow || history || [start, end, timeline, path].some(value => value !== undefined))
    throw new DumpRefusal(
      '--each cannot be used with --start, --end, --timeline, --path, --follow or --history',
      { argument: true },
    );
  if (!operands.length)
    throw new DumpRefusal('nothing to dump: name segments, folders or tar archives after --each', {
      argument: true,
    });
  if (options.saveFullPage !== undefined) await prepareImageFolder(io, options.saveFullPage);
  let status: ExitStatus = 0;
  for (const operand of operands) {
    io.signal?.throwIfAborted();
    try {
      for await (const target of targetsOf(io, options, operand, major)) {
        if (!options.quiet && options.format === 'text') await io.stdout(title(operand, target));
        if ((await dumpRange(io, options, target)) !== 0) status = 1;
      }
    } catch (error) {
      if (!(error instanceof DumpRefusal || error instanceof FileError)) throw error;
      io.stderr(`walscope: error: ${error.message}\n`);
      status = 1;
    }
  }
  return status;
}

/** Says what is dumped next, as head and tail do. */
function title(operand: string, { head, timeline, start, end }: DumpTarget): string {
  const facts = [
    head.unreadable ? '' : `PostgreSQL ${head.major}`,
    head.systemIdentifier ? `system identifier ${head.systemIdentifier}` : '',
    `timeline ${timeline}, ${formatLsn(start)} to ${formatLsn(end ?? head.end)}`,
  ];
  return `==> ${operand}: ${facts.filter(Boolean).join(', ')} <==\n`;
}

async function* targetsOf(
  io: Io,
  options: DumpOptions,
  operand: string,
  major: Major,
): AsyncGenerator<DumpTarget> {
  const range = rangePattern.exec(operand);
  const path = resolve(io.cwd, operand);
  const kind = (await io.files.stat(path))?.kind;
  if (kind === 'folder') yield* inFolder(io, path);
  else if (range && kind === undefined) yield* closing(await findTarget(io, options, range.slice(1), major));
  else if (isTarName(operand)) yield* inArchive(io, path);
  else yield* closing(await ofFile(io, path));
}

async function* closing(target: DumpTarget): AsyncGenerator<DumpTarget> {
  try {
    yield target;
  } finally {
    await target.store.close();
  }
}

async function* inFolder(io: Io, path: string): AsyncGenerator<DumpTarget> {
  const { clusters } = await openArchive(io.files, [path], nodeDecompression, { signal: io.signal });
  if (!clusters.length) throw new DumpRefusal(`could not find any WAL file in "${path}"`);
  for (const chain of clusters.flatMap(segmentChains)) {
    const files = chain.map(({ name, copies: [copy] }) => [name, pathOf(copy)] as const);
    yield* closing(await wholeRun(await SegmentFiles.of(io.files, files), chain));
  }
}

async function* inArchive(io: Io, path: string): AsyncGenerator<DumpTarget> {
  const store = await openArchiveStore(io, path, {});
  try {
    const { segmentSize } = await openHead(store, firstOf(store));
    const segments = store.segments().map(name => ({ name }));
    for (const run of segmentsInRuns(segments, segmentSize)) yield await wholeRun(store, run);
  } finally {
    await store.close();
  }
}

async function ofFile(io: Io, path: string): Promise<DumpTarget> {
  const { source } = await openSegmentBytes(io.files, path, nodeDecompression);
  const wal = await openWal([{ source }]);
  await source.close();
  const named = /^[0-9A-F]{24}/.exec(basename(path))?.[0];
  const name = named ?? segmentNameAt(wal, wal.start);
  return wholeRun(await SegmentFiles.of(io.files, [[name, path]]), [{ name }]);
}

/** Segments that follow each other, from the first one's beginning to the last one's end. */
async function wholeRun(store: SegmentStore, run: readonly { readonly name: string }[]): Promise<DumpTarget> {
  const head = await openHead(store, run[0].name);
  const first = segmentOf(run[0].name, head.segmentSize);
  const size = BigInt(head.segmentSize);
  const start = first.number * size;
  return { store, head, timeline: first.timeline, start, end: start + BigInt(run.length) * size };
}
