import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { segmentChains } from '../../archive/chains.ts';
import { openArchive } from '../../archive/openArchive.ts';
import { pathOf } from '../../archive/walObject.ts';
import { LazySources } from '../../bytes/lazySources.ts';
import { nodeDecompression } from '../../bytes/nodeDecompression.ts';
import { parseFilter } from '../../inspect/filter.ts';
import { compileFilter } from '../../inspect/filterMatch.ts';
import { decodeBatchRecord } from '../../postgres/wal/batchRecord.ts';
import { Describer } from '../../postgres/wal/describe/describer.ts';
import { openWal } from '../../postgres/wal/openWal.ts';
import { type RecordBatch, scanWal } from '../../postgres/wal/reader.ts';
import { WalRecord } from '../../postgres/wal/record.ts';
import { segmentNameAt, type Wal } from '../../postgres/wal/wal.ts';
import type { ExitStatus, Io, Verb } from '../io.ts';
import { parquetWriter } from './parquetWriter.ts';
import { csvWriter, ndjsonWriter, type RowWriter } from './writers.ts';

const formats: Readonly<Record<string, (path: string) => RowWriter>> = {
  parquet: parquetWriter,
  csv: csvWriter,
  ndjson: ndjsonWriter,
};

/**
 * `walscope export PATH... --to FILE`: the records of segments, archives and data directories as one table, for
 * DuckDB, ClickHouse, Spark. Exit status 1 when some WAL could not be read to its end; what came before is exported.
 */
export const exportRecords: Verb = async (args, io) => {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { to: { type: 'string' }, filter: { type: 'string', default: '' } },
  });
  const suffix = /\.(\w+)$/.exec(values.to ?? '')?.[1] ?? '';
  if (values.to === undefined || !Object.hasOwn(formats, suffix))
    throw new Error(
      `--to must name a file that ends in ${Object.keys(formats)
        .map(name => `.${name}`)
        .join(', ')}`,
    );
  if (!positionals.length)
    throw new Error('no path specified: name segments, an archive or a data directory');
  const { terms, problems } = parseFilter(values.filter);
  if (problems.length) throw new Error(`--filter: ${problems[0].message}`);
  const paths = positionals.map(path => resolve(io.cwd, path));
  const { clusters } = await openArchive(io.files, paths, nodeDecompression, { signal: io.signal });
  if (!clusters.length) throw new Error(`no WAL found in ${positionals.join(', ')}`);
  const writer = formats[suffix](resolve(io.cwd, values.to));
  let status: ExitStatus = 0;
  for (const cluster of clusters) {
    for (const chain of segmentChains(cluster)) {
      const sources = new LazySources(io.files, nodeDecompression);
      try {
        const segments = chain.map(({ name, copies }) => ({
          name,
          source: sources.later(pathOf(copies[0]), cluster.segmentSize),
        }));
        const wal = await openWal(segments);
        const message = await exportWal(wal, writer, compileFilter(terms, wal), io);
        if (message === undefined) continue;
        io.stderr(`walscope: ${sources.problem ?? message}\n`);
        status = 1;
      } finally {
        await sources.close();
      }
    }
  }
  writer.finish();
  return status;
};

/** Writes the records of a chain of segments; returns why it ended early, if it did. */
async function exportWal(
  wal: Wal,
  writer: RowWriter,
  matches: (batch: RecordBatch, at: number) => boolean,
  io: Io,
): Promise<string | undefined> {
  const describer = new Describer(wal.major);
  const record = new WalRecord(wal.major);
  const scan = scanWal(wal, { wholeRecords: true, signal: io.signal });
  for (;;) {
    const { value: batch, done } = await scan.next();
    if (done) return batch.message;
    for (let at = 0; at < batch.count; at++) {
      if (!matches(batch, at) || !(await decodeBatchRecord(wal, record, batch, at))) continue;
      const end = batch.base + BigInt(batch.end[at]);
      const timeline = batch.timeline[at];
      const segment = segmentNameAt(wal, record.lsn);
      writer.add({ record, describer, end, timeline, segment, systemIdentifier: wal.systemIdentifier });
    }
  }
}
