import assert from 'node:assert/strict';
import test from 'node:test';
import { crc32c } from '../../server/postgres/crc32c.ts';
import { readFilenodeMap } from '../../server/postgres/files/filenodeMap.ts';
import { parseSnapshotName, readLogicalSnapshot } from '../../server/postgres/files/logicalSnapshot.ts';
import { readManifest } from '../../server/postgres/files/manifest.ts';
import { invalidationCause, readSlotState } from '../../server/postgres/files/slotState.ts';
import { readTwoPhase } from '../../server/postgres/files/twoPhase.ts';
import {
  parseWalSummaryName,
  readWalSummary,
  walSummaryText,
} from '../../server/postgres/files/walSummary.ts';
import { formatLsn, parseLsn } from '../../server/postgres/lsn.ts';
import { filesBelow, recorded, recordedMajors } from './truth.ts';

const bytesOf = (text: string) => new TextEncoder().encode(text);

test('CRC-32C of the usual test strings', () => {
  assert.equal(crc32c(bytesOf('')), 0);
  assert.equal(crc32c(bytesOf('123456789')), 0xe3069283);
});

for (const major of recordedMajors) {
  const server = recorded(major);

  test(`${major}: slots equal pg_replication_slots`, () => {
    const rows = new Map<string, Record<string, unknown>>();
    for (const row of server.truth.slots) rows.set(row.slot_name, row);
    const slots = filesBelow(server, 'slots/');
    assert.equal(slots.length, rows.size);
    for (const [name, bytes] of slots) {
      const { value: slot, problems } = readSlotState(bytes);
      assert.deepEqual(problems, []);
      assert.ok(slot?.crcOk);
      assert.ok(slot.majors[0] <= major && major <= slot.majors[1]);
      const row = rows.get(name)!;
      const lsn = (value: bigint) => (value === 0n ? null : value);
      const rowLsn = (key: string) => (row[key] === null ? null : parseLsn(row[key] as string));
      assert.equal(slot.name, name);
      assert.equal(slot.plugin || null, row.plugin);
      assert.equal(slot.database !== 0, row.slot_type === 'logical');
      assert.equal(slot.persistency, 0);
      assert.equal(lsn(slot.restartLsn), rowLsn('restart_lsn'));
      assert.equal(lsn(slot.confirmedFlush), rowLsn('confirmed_flush_lsn'));
      assert.equal(slot.xmin || null, row.xmin === null ? null : Number(row.xmin));
      assert.equal(slot.catalogXmin || null, row.catalog_xmin === null ? null : Number(row.catalog_xmin));
      if (major >= 13)
        assert.equal(invalidationCause(slot), row.wal_status === 'lost' ? 'wal_removed' : undefined);
      if (major >= 14) assert.equal(slot.twoPhase, row.two_phase);
      if (major >= 17) {
        assert.equal(slot.failover, row.failover);
        assert.equal(slot.synced, row.synced);
        assert.equal(invalidationCause(slot) ?? null, row.invalidation_reason);
      }
    }
  });

  test(`${major}: two-phase files equal pg_prepared_xacts`, () => {
    const files = filesBelow(server, 'pg_twophase/');
    assert.equal(files.length, server.truth.prepared.length);
    for (const [name, bytes] of files) {
      const { value: state, problems } = readTwoPhase(bytes, name, major);
      assert.deepEqual(problems, []);
      assert.ok(state?.crcOk);
      const row = server.truth.prepared.find((row: { gid: string }) => row.gid === state.gid);
      assert.equal(String(state.header.xid), row.transaction);
      assert.equal(state.header.owner, row.owner);
      assert.equal(state.header.database, row.database);
      const prepared = Number(state.header.preparedAt / 1000n) + Date.UTC(2000, 0, 1);
      assert.equal(prepared, Date.parse(row.prepared));
      assert.equal(state.records.at(-1)?.kind, 'end');
      assert.ok(state.records.some(record => record.kind === 'lock'));
      const ddl = state.gid !== 'plain';
      const modes = state.relationLocks.map(lock => lock.mode);
      assert.ok(modes.includes(state.gid === 'plain' ? 'RowExclusiveLock' : 'AccessExclusiveLock'));
      assert.deepEqual(state.subtransactions, ddl ? [state.header.xid + 1, state.header.xid + 2] : []);
      assert.equal(state.deletedOnCommit.length, ddl ? 1 : 0);
      assert.equal(state.deletedOnAbort.length, ddl ? 2 : 0);
      const guessed = readTwoPhase(bytes, name).value!;
      assert.deepEqual([guessed.gid, guessed.records], [state.gid, state.records]);
    }
  });

  test(`${major}: pg_filenode.map equals pg_relation_filenode()`, () => {
    const shared = readFilenodeMap(server.files.get('global/pg_filenode.map')!);
    const local = readFilenodeMap(server.files.get('database/pg_filenode.map')!, 'base/5/pg_filenode.map');
    assert.deepEqual([...shared.problems, ...local.problems], []);
    const mappings = [...shared.value.mappings, ...local.value.mappings].sort(
      (a, b) => a.catalog - b.catalog,
    );
    assert.deepEqual(
      mappings.map(({ catalog, filenode }) => [catalog, filenode]),
      server.truth.maps.map((row: { oid: number; filenode: number }) => [row.oid, row.filenode]),
    );
  });

  test(`${major}: logical snapshots are read to their end, their checksum fits`, () => {
    const snapshots = filesBelow(server, 'snapshots/').map(([name, bytes]) => {
      const { value, problems } = readLogicalSnapshot(bytes, name, major);
      assert.deepEqual(problems, []);
      assert.ok(value?.crcOk);
      assert.equal(value.state, 2);
      assert.ok(parseSnapshotName(name)! > value.lastSerializedSnapshot);
      return value;
    });
    assert.ok(snapshots.length > 0);
    if (major >= 16) assert.ok(snapshots.some(({ catalogChanging }) => catalogChanging.length > 0));
  });

  if (major >= 13)
    test(`${major}: manifests carry the right checksum, and WAL ranges`, () => {
      for (const [name, bytes] of server.files) {
        if (!name.endsWith('backup_manifest')) continue;
        const { value, problems } = readManifest(bytes);
        assert.deepEqual(problems, []);
        assert.ok(value?.checksumOk);
        assert.match(server.truth[name], /successfully verified/);
        assert.equal(value.version, major >= 17 ? 2 : 1);
        assert.equal(value.systemIdentifier !== undefined, major >= 17);
        assert.ok(value.files.length > 800);
        assert.equal(value.walRanges.length, 1);
        assert.ok(value.walRanges[0].start < value.walRanges[0].end);
      }
    });

  if (major >= 17)
    test(`${major}: summaries print as pg_walsummary prints them`, () => {
      const summaries = filesBelow(server, 'summaries/');
      assert.ok(summaries.length > 10);
      const names = summaries.map(([name]) => parseWalSummaryName(name)!);
      for (const row of server.truth.summaries) {
        const [start, end] = [parseLsn(row.start_lsn), parseLsn(row.end_lsn)];
        assert.ok(names.some(name => name.timeline === row.tli && name.start === start && name.end === end));
      }
      for (const [name, bytes] of summaries) {
        const { value, problems } = readWalSummary(bytes, name);
        assert.deepEqual(problems, []);
        assert.ok(value.crcOk);
        const { text } = server.truth[`summaries/${name}`];
        assert.equal(walSummaryText(value.forks), text);
      }
    });
}

const slot = recorded(17).files.get('slots/logical')!;

test('slots: the refusals of the server', () => {
  const first = (change: (bytes: Uint8Array) => void, length = slot.length, major?: 10 | 16) => {
    const bytes = slot.slice(0, length);
    change(bytes);
    return readSlotState(bytes, 'pg_replslot/logical/state', major).problems[0].message;
  };
  const subject = 'replication slot file "pg_replslot/logical/state" has';
  assert.equal(
    first(b => {
      b[0] = 0;
    }),
    `${subject} wrong magic number: 17112064 instead of 17112225`,
  );
  assert.equal(
    first(() => {}, slot.length, 16),
    `${subject} unsupported version 5`,
  );
  assert.equal(
    first(b => {
      b[12]++;
    }),
    `${subject} corrupted length 185`,
  );
  assert.equal(
    first(() => {}, 100),
    'could not read file "pg_replslot/logical/state": read 84 of 184',
  );
  assert.match(
    first(b => {
      b[20] ^= 1;
    }),
    /^checksum mismatch for replication slot file "pg_replslot\/logical\/state": is \d+, should be \d+$/,
  );
});

test('manifests: a changed line is a checksum mismatch, a cut one no manifest', () => {
  const bytes = recorded(17).files.get('full/backup_manifest')!;
  const changed = bytesOf(new TextDecoder().decode(bytes).replace('"Size": 3,', '"Size": 4,'));
  assert.deepEqual(
    readManifest(changed).problems.map(problem => problem.message),
    ['manifest checksum mismatch'],
  );
  assert.equal(readManifest(bytes.subarray(0, 5000)).value, undefined);
});

test('summaries: damage ends the reading and is named in the words of pg_walsummary', () => {
  const [, bytes] = filesBelow(recorded(18), 'summaries/').sort((a, b) => b[1].length - a[1].length)[0];
  const whole = readWalSummary(bytes, 'x').value.forks;
  const cut = readWalSummary(bytes.subarray(0, bytes.length / 2), 'x');
  assert.equal(cut.problems[0].message, 'file "x" ends unexpectedly');
  assert.deepEqual(cut.value.forks, whole.slice(0, cut.value.forks.length));
  const flipped = bytes.slice();
  flipped[12] ^= 1;
  assert.match(
    readWalSummary(flipped, 'x').problems[0].message,
    /^file "x" has wrong checksum: expected [0-9A-F]{8}/,
  );
  assert.equal(formatLsn(parseWalSummaryName(`00000001${'0'.repeat(24)}0A000028.summary`)!.end), '0/A000028');
});
