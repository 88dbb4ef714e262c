import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { pathOf } from '../../server/archive/walObject.ts';
import { nodeDecompression } from '../../server/bytes/nodeDecompression.ts';
import { withTarMembers } from '../../server/bytes/tarMembers.ts';
import { parseBackupHistory } from '../../server/postgres/files/backupHistory.ts';
import { formatLsn } from '../../server/postgres/lsn.ts';
import { formatSegmentName } from '../../server/postgres/segmentName.ts';
import { inventoryOf, problemCodes, recordedFiles, recording } from './recorded.ts';

/** For a backup, the backup history file that the server archived at its end; for a folder, the segment removed. */
interface Truth {
  readonly backupHistory?: string;
  readonly hole?: string;
}

for (const name of ['basebackup', 'basebackup-old']) {
  const { tool, clusters, archives } = recording<Truth>(name);
  const [{ major, systemIdentifier, segmentSize }] = clusters;
  const backups = Object.entries(archives).filter(([, { truth }]) => truth.backupHistory !== undefined);
  const received = Object.entries(archives).filter(([, { truth }]) => truth.backupHistory === undefined);

  describe(`a tar backup of ${tool}`, () => {
    for (const [archive, { files, truth }] of backups) {
      it(`is what the server says of it in its backup history file: ${archive}`, async () => {
        const { clusters: found } = await inventoryOf(recordedFiles(files));
        const told = parseBackupHistory(truth.backupHistory!, '').value;
        assert.equal(found.length, 1);
        assert.equal(String(found[0].systemIdentifier), systemIdentifier);
        assert.equal(found[0].major, major);
        assert.equal(found[0].segmentSize, segmentSize);
        assert.equal(found[0].repositories[0].layout, 'pg_basebackup tar');
        const [backup, ...more] = found[0].timelines.flatMap(timeline => timeline.backups);
        assert.deepEqual(more, []);
        assert.equal(backup.label, `nightly ${archive}`);
        assert.equal(backup.label, told.label);
        assert.equal(backup.timeline, told.startTimeline);
        assert.equal(formatLsn(backup.startLsn!), formatLsn(told.startLsn!));
        assert.equal(formatLsn(backup.stopLsn!), formatLsn(told.stopLsn!));
        assert.equal(backup.startTime, told.startTime);
        assert.equal(backup.type, told.incrementalFromLsn === undefined ? 'full' : 'incremental');
        const bringsWal = archive !== 'tar-bare';
        assert.equal(backup.restorable, bringsWal);
        assert.deepEqual(backup.missing, bringsWal ? [] : [backup.firstSegment]);
      });
    }

    it('has segments that can be opened in the archive', async () => {
      for (const archive of ['tar', 'tar-gz', 'tar-fetched']) {
        const memory = recordedFiles(archives[archive].files);
        const files = withTarMembers(memory, nodeDecompression);
        const { clusters: found } = await inventoryOf(memory);
        const objects = found.flatMap(({ repositories }) => repositories.flatMap(each => each.objects));
        assert.ok(objects.length > 0);
        for (const object of objects) {
          const source = await files.open(pathOf(object));
          assert.equal(source.size, segmentSize);
          assert.equal((await source.read(0, segmentSize)).length, segmentSize);
          await source.close();
        }
      }
    });
  });

  describe(`a folder of pg_receivewal, ${major}`, () => {
    for (const [archive, { files, truth }] of received)
      it(`has its segments, partial ones as such, and no gap but the one made: ${archive}`, async () => {
        const { clusters: found, problems } = await inventoryOf(recordedFiles(files));
        assert.equal(found.length, 1);
        assert.equal(String(found[0].systemIdentifier), systemIdentifier);
        assert.equal(found[0].segmentSize, segmentSize);
        const [timeline] = found[0].timelines;
        const nameOf = (number: number) =>
          formatSegmentName({ timeline: timeline.timeline, number: BigInt(number) }, segmentSize);
        const gaps = timeline.gaps.flatMap(({ from, to }) => [nameOf(from), nameOf(to)]);
        assert.deepEqual(gaps, truth.hole ? [truth.hole, truth.hole] : []);
        assert.deepEqual(problemCodes({ clusters: found, problems }), truth.hole ? ['gap'] : []);
        const partial = Object.keys(files).filter(file => file.endsWith('.partial'));
        assert.equal(timeline.segmentCount, Object.keys(files).length - partial.length);
        const states = timeline.runs.flatMap(({ state, from, to }) =>
          state === 'partial' ? [from, to] : [],
        );
        assert.deepEqual(
          states.map(nameOf),
          partial.flatMap(file => [file.slice(0, 24), file.slice(0, 24)]),
        );
      });
  });
}
