import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { openArchive } from '../archive/openArchive.ts';
import { nodeDecompression } from '../bytes/nodeDecompression.ts';
import { findEvents } from '../inspect/find/findEvents.ts';
import type { FindQuery, FindResult } from '../inspect/find/findTypes.ts';
import { readTimestamp } from '../postgres/conf/values/dateTime.ts';
import { postgresEpochSeconds } from '../postgres/wal/describe/timestamp.ts';
import { resultJson, resultText } from './findReport.ts';
import type { ExitStatus, Verb } from './io.ts';
import { progressLine } from './progress.ts';

/**
 * `walscope find PATH...`: events in the WAL there and how to recover to just before each. Exit status 1 when nothing
 * was found, 2 when there is no WAL.
 */
export const find: Verb = async (args, io) => {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      format: { type: 'string', default: 'text' },
      drop: { type: 'string' },
      xid: { type: 'string' },
      time: { type: 'string' },
      'restore-point': { type: 'string' },
      relation: { type: 'string' },
    },
  });
  if (values.format !== 'json' && values.format !== 'text')
    throw new Error(`unknown format "${values.format}": take text, json`);
  if (!positionals.length) throw new Error('no path specified: name a data directory or an archive');
  const query: FindQuery = {
    drop: values.drop,
    xid: values.xid === undefined ? undefined : xidOf(values.xid),
    time: values.time === undefined ? undefined : timeOf(values.time),
    restorePoint: values['restore-point'],
    relation: values.relation,
  };
  const paths = positionals.map(path => resolve(io.cwd, path));
  const { signal } = io;
  const { clusters } = await openArchive(io.files, paths, nodeDecompression, { signal });
  if (!clusters.some(({ timelines }) => timelines.length)) {
    io.stderr(`walscope: no WAL found in ${positionals.join(', ')}\n`);
    return 2;
  }
  const results: FindResult[] = [];
  const progress = progressLine(io);
  const onProgress = (done: number, all: number) => progress(`${done} of ${all} segments`);
  for (const cluster of clusters)
    results.push(await findEvents(io.files, cluster, nodeDecompression, query, { signal, onProgress }));
  progress('');
  await io.stdout(values.format === 'json' ? resultJson(results) : resultText(results));
  for (const { problems } of results) for (const problem of problems) io.stderr(`walscope: ${problem}\n`);
  const status: ExitStatus = results.some(({ events }) => events.length) ? 0 : 1;
  return status;
};

function xidOf(text: string): number {
  const xid = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (!(xid >= 1 && xid < 2 ** 32)) throw new Error(`--xid: "${text}" is no transaction ID`);
  return xid;
}

/** Microseconds since 2000-01-01 UTC. A time without an offset is one of UTC. */
function timeOf(text: string): bigint {
  const { timestamp } = readTimestamp(text, {
    major: 19,
    order: 'mdy',
    isAbbreviation: word => utcNames.includes(word.toLowerCase()),
  });
  if (!timestamp) throw new Error(`--time: "${text}" is no time, like 2026-11-21 17:15:02.118+00`);
  const { year, month, day, hour, minute, second, microsecond, zone = 0 } = timestamp;
  if (typeof zone === 'string' && !utcNames.includes(zone))
    throw new Error(`--time: write the zone of "${text}" as an offset, like +01`);
  const seconds = Date.UTC(year, month - 1, day, hour, minute, second) / 1000;
  const east = typeof zone === 'string' ? 0 : zone;
  return (BigInt(seconds - east) - postgresEpochSeconds) * 1_000_000n + BigInt(microsecond);
}

const utcNames = ['z', 'utc', 'gmt', 'zulu'];
