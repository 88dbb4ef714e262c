import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { nodeDecompression } from '../../server/bytes/nodeDecompression.ts';
import { readSmallFile } from '../../server/inspect/smallFile.ts';
import { reportFile } from '../../server/postgres/files/report.ts';
import { formatSegmentName } from '../../server/postgres/segmentName.ts';
import { inventoryOf, problemCodes, recordedFiles, recording } from './recorded.ts';

/** What `barman-cloud-backup-list` says. */
interface ToldBackup {
  readonly backup_id: string;
  readonly backup_name: string;
  readonly begin_wal: string;
  readonly end_wal: string;
  readonly begin_xlog: string;
  readonly end_xlog: string;
  readonly timeline: number;
  readonly systemid: string;
  readonly xlog_segment_size: number;
}

interface Truth {
  readonly hole: string;
  readonly holes: Readonly<Record<string, string>>;
  readonly backups: Readonly<Record<string, readonly ToldBackup[]>>;
}

const { tool, clusters, archives } = recording<Truth>('barman-cloud');
const { files, truth } = archives.bucket;
const [{ major, systemIdentifier, segmentSize }] = clusters;
const memory = recordedFiles(files);
const servers = [...new Set(Object.keys(files).map(path => path.slice(0, path.indexOf('/'))))];

describe(`a bucket of ${tool}`, () => {
  for (const server of servers) {
    it(`is told from its WAL, with no gap but the one made: ${server}`, async () => {
      const inventory = await inventoryOf(memory, `/archive/${server}`);
      const [cluster, ...more] = inventory.clusters;
      assert.deepEqual(more, []);
      assert.deepEqual(
        cluster.repositories.map(each => [each.layout, each.cluster]),
        [['Barman Cloud', server]],
      );
      assert.deepEqual(
        [String(cluster.systemIdentifier), cluster.major, cluster.segmentSize],
        [systemIdentifier, major, segmentSize],
      );
      const names = cluster.timelines.flatMap(({ gaps, timeline }) =>
        gaps.flatMap(({ from, to }) =>
          [from, to].map(number => formatSegmentName({ timeline, number: BigInt(number) }, segmentSize)),
        ),
      );
      const hole = truth.holes[server] && truth.hole;
      assert.deepEqual(names, hole ? [hole, hole] : []);
      assert.deepEqual(problemCodes(inventory), hole ? ['gap'] : []);
      assert.equal(cluster.timelines[1].parent, 1);
    });

    it(`has histories and backup histories that inspect reads: ${server}`, async () => {
      const plain = Object.keys(files).filter(path => /^none\/.*(\.history|\.backup)$/.test(path));
      assert.ok(plain.length >= 3);
      for (const path of plain) {
        const other = Object.keys(files).find(each => each.startsWith(path.replace('none/', `${server}/`)));
        assert.deepEqual(await inspected(`/archive/${other}`), await inspected(`/archive/${path}`));
      }
    });
  }

  it('has the backups that barman-cloud-backup-list tells', async () => {
    for (const [server, told] of Object.entries(truth.backups)) {
      const { clusters: found } = await inventoryOf(memory, `/archive/${server}`);
      const backups = found.flatMap(({ timelines }) => timelines.flatMap(each => each.backups));
      assert.deepEqual(
        backups.map(each => [
          each.label,
          each.timeline,
          each.firstSegment,
          each.lastSegment,
          each.restorable,
        ]),
        told.map(each => [each.backup_name, each.timeline, each.begin_wal, each.end_wal, true]),
      );
    }
  });
});

async function inspected(path: string) {
  const small = await readSmallFile(memory, path, path, undefined, nodeDecompression);
  assert.ok(small, path);
  return { kind: small.kind, ...reportFile(small.kind, { ...small.file, path: '' }) };
}
