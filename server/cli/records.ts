import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { ByteSource } from '../bytes/byteSource.ts';
import { withoutCompressionSuffix } from '../bytes/compression.ts';
import { nodeDecompression } from '../bytes/nodeDecompression.ts';
import { namesRelation, parseFilter } from '../inspect/filter.ts';
import { compileFilter, type Matcher } from '../inspect/filterMatch.ts';
import { SegmentNames } from '../inspect/names/segmentNames.ts';
import { recordJson } from '../inspect/recordText.ts';
import { openSegmentBytes } from '../inspect/segmentBytes.ts';
import { parseSegmentName } from '../postgres/segmentName.ts';
import { decodeBatchRecord } from '../postgres/wal/batchRecord.ts';
import { Describer } from '../postgres/wal/describe/describer.ts';
import { openWal } from '../postgres/wal/openWal.ts';
import { scanWal } from '../postgres/wal/reader.ts';
import { WalRecord } from '../postgres/wal/record.ts';
import type { Wal, WalEnd, WalSegment } from '../postgres/wal/wal.ts';
import { severity } from '../postgres/wal/walEnd.ts';
import type { ExitStatus, Io, Verb } from './io.ts';

const usage = 'walscope records [--filter EXPR] SEGMENT...';

/** Text is handed on in pieces of about this size. */
const pieceLength = 64 * 1024;

interface Segment extends WalSegment {
  readonly source: ByteSource;
  readonly path: string;
}

/**
 * `walscope records`: the records of segments, each as a line of JSON. Segments that follow each other are read as one
 * log, so that records which cross their borders come too. 1: the log ends before the last segment does.
 */
export const records: Verb = async (args, io) => {
  const { values, positionals } = parseArgs({
    args: [...args],
    options: { filter: { type: 'string' }, format: { type: 'string' } },
    allowPositionals: true,
  });
  if (positionals.length === 0) {
    io.stderr(`walscope: no segment was named\nUsage: ${usage}\n`);
    return 2;
  }
  const { terms, problems } = parseFilter(values.filter ?? '');
  for (const { from, to, message } of problems)
    io.stderr(`walscope: --filter, "${values.filter?.slice(from, to)}": ${message}\n`);
  if (problems.length > 0) return 2;

  const segments: Segment[] = [];
  try {
    for (const path of positionals) segments.push(await openSegment(path, io));
    let status: ExitStatus = 0;
    for (const run of await consecutive(segments)) {
      const wal = await openWal(run);
      const { path } = run[0];
      const place = { files: io.files, path, platform: nodeDecompression };
      const names = terms.some(namesRelation)
        ? await new SegmentNames(wal, place, io.signal).all()
        : undefined;
      const end = await print(wal, compileFilter(terms, wal, names), io);
      if (end.message !== undefined) io.stderr(`walscope: ${severity(wal.major)}${end.message}\n`);
      if (end.exitStatus !== 0) status = 1;
    }
    return status;
  } finally {
    for (const { source } of segments) await source.close();
  }
};

async function openSegment(path: string, io: Io): Promise<Segment> {
  const absolute = resolve(io.cwd, path);
  const { source } = await openSegmentBytes(io.files, absolute, nodeDecompression);
  if (source.problem) io.stderr(`walscope: ${source.problem}\n`);
  const fileName = withoutCompressionSuffix(path.slice(path.lastIndexOf('/') + 1));
  return { source, path: absolute, name: /^[0-9A-F]{24}/.exec(fileName)?.[0] ?? fileName };
}

/** Groups segments whose names follow each other. */
async function consecutive(segments: readonly Segment[]): Promise<Segment[][]> {
  const runs: Segment[][] = [];
  for (const segment of segments) {
    const run = runs.at(-1);
    const { segmentSize } = await openWal([segment]);
    if (run && follows(run[run.length - 1], segment, segmentSize)) run.push(segment);
    else runs.push([segment]);
  }
  return runs;
}

function follows(before: Segment, after: Segment, segmentSize: number): boolean {
  if (before.source.size !== segmentSize) return false;
  const [a, b] = [before, after].map(({ name }) => (name ? parseSegmentName(name, segmentSize) : undefined));
  return a !== undefined && b !== undefined && a.timeline === b.timeline && b.number === a.number + 1n;
}

async function print(wal: Wal, matches: Matcher, io: Io): Promise<WalEnd> {
  const describer = new Describer(wal.major);
  const record = new WalRecord(wal.major);
  const scan = scanWal(wal, { wholeRecords: true, signal: io.signal });
  for (;;) {
    const step = await scan.next();
    if (step.done) return step.value;
    let piece = '';
    for (let at = 0; at < step.value.count; at++) {
      if (!matches(step.value, at) || !(await decodeBatchRecord(wal, record, step.value, at))) continue;
      const end = step.value.base + BigInt(step.value.end[at]);
      const line = recordJson(record, describer, { end, timeline: step.value.timeline[at] });
      piece += `${JSON.stringify(line)}\n`;
      if (piece.length < pieceLength) continue;
      await io.stdout(piece);
      piece = '';
    }
    if (piece !== '') await io.stdout(piece);
  }
}
