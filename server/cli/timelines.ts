import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { ClusterInventory, TimelineInventory } from '../archive/inventory.ts';
import { type ArchiveInventory, openArchive } from '../archive/openArchive.ts';
import type { ArchiveProblem } from '../archive/repository.ts';
import { nodeDecompression } from '../bytes/nodeDecompression.ts';
import { formatLsn, type Lsn } from '../postgres/lsn.ts';
import { formatSegmentName } from '../postgres/segmentName.ts';
import type { Verb } from './io.ts';
import { timelinesText } from './timelinesText.ts';

/** `walscope timelines PATH...`: the timelines, gaps and backups of what lies there. Exit status 1 for any error found. */
export const timelines: Verb = async (args, io) => {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { format: { type: 'string', default: 'text' }, 'names-only': { type: 'boolean' } },
  });
  if (values.format !== 'json' && values.format !== 'text')
    throw new Error(`unknown format "${values.format}": take text or json`);
  if (!positionals.length) throw new Error('no path specified: name a data directory or an archive');
  const paths = positionals.map(path => resolve(io.cwd, path));
  const inventory = await openArchive(io.files, paths, nodeDecompression, {
    namesOnly: values['names-only'],
    signal: io.signal,
  });
  if (values.format === 'json') await io.stdout(`${JSON.stringify(toJson(inventory), undefined, 2)}\n`);
  else await io.stdout(timelinesText(inventory));
  if (!inventory.clusters.length) {
    io.stderr(`walscope: no WAL, archive or data directory found in ${positionals.join(', ')}\n`);
    return 2;
  }
  const problems = [...inventory.problems, ...inventory.clusters.flatMap(cluster => cluster.problems)];
  return problems.some(problem => problem.severity === 'error') ? 1 : 0;
};

/** The document of the command line's contract: the largest cluster, with any `others` beside it. */
function toJson({ clusters, problems }: ArchiveInventory): object {
  const [first, ...others] = clusters.map(clusterJson);
  const own = problems.map(problemJson);
  return { ...first, problems: [...(first?.problems ?? []), ...own], ...(others.length ? { others } : {}) };
}

function clusterJson(cluster: ClusterInventory) {
  const { systemIdentifier, major, segmentSize } = cluster;
  return {
    systemIdentifier: systemIdentifier?.toString() ?? null,
    major: major ?? null,
    segmentSize,
    repositories: cluster.repositories.map(({ layout, root, cluster: name }) => ({
      layout,
      path: root,
      cluster: name,
    })),
    timelines: cluster.timelines.map(timeline => timelineJson(timeline, segmentSize)),
    problems: cluster.problems.map(problemJson),
  };
}

function timelineJson(timeline: TimelineInventory, segmentSize: number) {
  const name = (number: number) =>
    formatSegmentName({ timeline: timeline.timeline, number: BigInt(number) }, segmentSize);
  return {
    tli: timeline.timeline,
    parent: timeline.parent ?? null,
    switchLsn: lsnJson(timeline.switchLsn),
    reason: timeline.reason ?? null,
    start: lsnJson(timeline.startLsn),
    end: lsnJson(timeline.endLsn),
    segments: timeline.segmentCount,
    runs: timeline.runs.map(({ state, from, to, doubled }) => ({
      state,
      from: name(from),
      to: name(to),
      doubled,
    })),
    gaps: timeline.gaps.map(({ from, to, cuts }) => ({
      from: name(from),
      to: name(to),
      count: to - from + 1,
      cuts,
    })),
    backups: timeline.backups.map(backup => ({
      label: backup.label,
      path: backup.path,
      start: lsnJson(backup.startLsn),
      stop: lsnJson(backup.stopLsn),
      startTime: backup.startTime ?? null,
      stopTime: backup.stopTime ?? null,
      type: backup.type ?? null,
      firstSegment: backup.firstSegment ?? null,
      lastSegment: backup.lastSegment ?? null,
      missing: backup.missing,
      missingParent: backup.missingParent ?? null,
      restorable: backup.restorable ?? null,
      reaches: backup.reaches.map(({ timeline: tli, lsn, toTheEnd }) => ({
        tli,
        lsn: formatLsn(lsn),
        toTheEnd,
      })),
    })),
  };
}

function problemJson({ lsn, timeline, ...problem }: ArchiveProblem) {
  return { ...problem, tli: timeline, lsn: lsn === undefined ? undefined : formatLsn(lsn) };
}

function lsnJson(lsn: Lsn | undefined): string | null {
  return lsn === undefined ? null : formatLsn(lsn);
}
