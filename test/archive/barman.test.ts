import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { ArchiveInventory } from '../../server/archive/openArchive.ts';
import { formatLsn } from '../../server/postgres/lsn.ts';
import { formatSegmentName } from '../../server/postgres/segmentName.ts';
import { inventoryOf, problemCodes, recordedFiles, recording } from './recorded.ts';

/** `barman show-backup`, or what `barman list-backups` says of each where that fails. */
interface ToldBackup {
  readonly backup_id: string;
  readonly system_id?: string;
  readonly base_backup_information?: {
    readonly begin_lsn?: string;
    readonly begin_xlog?: string;
    readonly begin_wal: string;
    readonly end_lsn?: string;
    readonly end_xlog?: string;
    readonly end_wal: string;
    readonly timeline: number;
  };
  readonly wal_information?: { readonly last_available: string };
}

interface Truth {
  readonly hole: string;
  readonly holes: Readonly<Record<string, string>>;
  readonly backups: Readonly<Record<string, readonly ToldBackup[]>>;
}

for (const name of ['barman', 'barman-old']) {
  const { tool, clusters, archives } = recording<Truth>(name);
  const { files, truth } = archives.home;
  const [{ major, systemIdentifier, segmentSize }] = clusters;
  const memory = recordedFiles(files);

  describe(`a home of ${tool}`, () => {
    for (const [server, told] of Object.entries(truth.backups)) {
      it(`has the cluster and the backups that Barman shows: ${server}`, async () => {
        const inventory = await inventoryOf(memory, `/archive/${server}`);
        assert.deepEqual(
          inventory.clusters.map(cluster => [
            String(cluster.systemIdentifier),
            cluster.major,
            cluster.segmentSize,
          ]),
          [[systemIdentifier, major, segmentSize]],
        );
        assert.deepEqual(
          inventory.clusters[0].repositories.map(each => [each.layout, each.cluster]),
          [['Barman', server]],
        );
        assert.deepEqual(
          backupsOf(inventory).map(({ label }) => label),
          told.map(each => each.backup_id),
        );
        for (const each of told) {
          if (!each.base_backup_information) continue;
          assert.equal(each.system_id ?? systemIdentifier, systemIdentifier);
          const found = backupsOf(inventory).find(({ label }) => label === each.backup_id);
          assert.deepEqual(found, asTold(each));
        }
      });

      it(`has no gap but the one made: ${server}`, async () => {
        const inventory = await inventoryOf(memory, `/archive/${server}`);
        const gaps = inventory.clusters[0].timelines.flatMap(({ gaps, timeline }) =>
          gaps.flatMap(({ from, to }) =>
            [from, to].map(number => formatSegmentName({ timeline, number: BigInt(number) }, segmentSize)),
          ),
        );
        const hole = truth.holes[server] && truth.hole;
        assert.deepEqual(gaps, hole ? [hole, hole] : []);
        const codes = server === 'encrypted' ? ['encrypted', 'history-unreadable'] : hole ? ['gap'] : [];
        assert.deepEqual(problemCodes(inventory), codes);
      });

      it(`goes on to the end of timeline 2 in incoming or streaming: ${server}`, async () => {
        const { timelines } = (await inventoryOf(memory, `/archive/${server}`)).clusters[0];
        const names = Object.keys(files)
          .filter(path => path.startsWith(`${server}/`))
          .map(path => path.slice(path.lastIndexOf('/') + 1))
          .filter(file => /^00000002[0-9A-F]{16}$/.test(file));
        assert.equal(timelines[1].segmentCount, names.length);
        if (server !== 'encrypted') assert.equal(timelines[1].parent, 1);
      });
    }
  });
}

describe('a server of Barman without a backup', () => {
  it('is known by its identity.json where its WAL is encrypted', async () => {
    const { clusters, archives } = recording<Truth>('barman');
    const files = Object.entries(archives.home.files).filter(
      ([path]) => /^encrypted\/(wals|identity)/.test(path) && !path.endsWith('.history'),
    );
    const inventory = await inventoryOf(recordedFiles(Object.fromEntries(files)), '/archive/encrypted');
    const [{ systemIdentifier, major }] = inventory.clusters;
    assert.deepEqual([String(systemIdentifier), major], [clusters[0].systemIdentifier, clusters[0].major]);
  });
});

function asTold({ backup_id, base_backup_information: told }: ToldBackup) {
  const { begin_lsn, begin_xlog, begin_wal, end_lsn, end_xlog, end_wal, timeline } = told!;
  return {
    label: backup_id,
    timeline,
    lsn: [begin_lsn ?? begin_xlog, end_lsn ?? end_xlog],
    segments: [begin_wal, end_wal],
    restorable: true,
  };
}

function backupsOf({ clusters }: ArchiveInventory) {
  return clusters
    .flatMap(({ timelines }) => timelines.flatMap(timeline => timeline.backups))
    .map(({ label, timeline, startLsn, stopLsn, firstSegment, lastSegment, restorable }) => ({
      label,
      timeline,
      lsn: [formatLsn(startLsn!), formatLsn(stopLsn!)],
      segments: [firstSegment, lastSegment],
      restorable,
    }));
}
