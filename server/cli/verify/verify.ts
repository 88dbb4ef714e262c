import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { openArchive } from '../../archive/openArchive.ts';
import type { ArchiveProblem } from '../../archive/repository.ts';
import { nodeDecompression } from '../../bytes/nodeDecompression.ts';
import { countToVerify, type VerifiedSegment, verifyWal } from '../../inspect/verify/verifyWal.ts';
import type { Verb } from '../io.ts';
import { progressLine } from '../progress.ts';
import { junit, type Report, sarif, text, toJsonReport } from './reports.ts';

const formats = { text, json: toJsonReport, junit, sarif };

/** `walscope verify PATH...`: every page, link and checksum of all WAL there. Exit status 1 when anything is wrong. */
export const verify: Verb = async (args, io) => {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { format: { type: 'string', default: 'text' } },
  });
  const format = Object.hasOwn(formats, values.format)
    ? formats[values.format as keyof typeof formats]
    : undefined;
  if (!format) throw new Error(`unknown format "${values.format}": take ${Object.keys(formats).join(', ')}`);
  if (!positionals.length)
    throw new Error('no path specified: name a data directory, an archive or a folder of both');
  const paths = positionals.map(path => resolve(io.cwd, path));
  const inventory = await openArchive(io.files, paths, nodeDecompression, { signal: io.signal });
  const segments: VerifiedSegment[] = [];
  const problems: ArchiveProblem[] = [...inventory.problems];
  const progress = progressLine(io);
  for (const cluster of inventory.clusters) {
    problems.push(...cluster.problems);
    const total = countToVerify(cluster);
    let done = 0;
    for await (const segment of verifyWal(io.files, cluster, nodeDecompression, { signal: io.signal })) {
      segments.push(segment);
      progress(`${++done} of ${total} segments, ${segment.segment}`);
    }
  }
  progress('');
  const report: Report = { segments, problems };
  await io.stdout(format(report));
  if (!inventory.clusters.length) {
    io.stderr(`walscope: no WAL found in ${positionals.join(', ')}\n`);
    return 2;
  }
  const findings = [...segments.flatMap(segment => segment.findings), ...problems];
  return findings.some(each => each.severity === 'error') ? 1 : 0;
};
