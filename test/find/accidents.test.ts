import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { MemoryFiles } from '../../server/bytes/memoryFiles.ts';
import { nodeDecompression } from '../../server/bytes/nodeDecompression.ts';
import { readCatalogFiles } from '../../server/inspect/names/catalogFiles.ts';
import { knownNames, learnNames } from '../../server/inspect/names/knownNames.ts';
import { KnownPages } from '../../server/inspect/names/knownPages.ts';
import { RelationNames } from '../../server/inspect/names/relationNames.ts';
import { clusterOf, found, recordedFind } from './recorded.ts';

for (const name of ['accidents-11', 'accidents-16', 'accidents-19', 'fork-18', 'fork-lost-13']) {
  const { truth, files } = recordedFind(name);

  for (const accident of truth.accidents.filter(({ drop }) => drop !== undefined))
    test(`${name}, ${accident.name}: what is recommended is what a server was recovered with`, async () => {
      const { events } = await found(files, ['--drop', accident.drop!]);
      if (accident.proofs.length === 0) {
        assert.deepEqual(events, []);
        return;
      }
      assert.equal(events.length, 1);
      const [{ target, alternatives }] = events;
      for (const [at, proof] of accident.proofs.entries()) {
        assert.deepEqual(proof.problems, []);
        const { settings, leavesOut } = [target, ...alternatives][at];
        assert.deepEqual({ settings, leavesOut }, { settings: proof.settings, leavesOut: proof.leavesOut });
      }
      assert.equal(events[0].backup, 'nightly');
    });

  for (const { restorePoint, proofs } of truth.accidents)
    if (restorePoint !== undefined)
      test(`${name}: of restore points with one name, each has a target of its own`, async () => {
        const { events } = await found(files, ['--restore-point', restorePoint]);
        assert.deepEqual(
          events.map(({ target }: { target: { settings: unknown } }) => target.settings),
          proofs.map(({ settings }) => settings),
        );
      });

  for (const { ledger } of truth.accidents)
    if (ledger)
      test(`${name}: the transactions that touched a table are those whose rows the server has`, async () => {
        const { events } = await found(files, ['--relation', 'ledger']);
        const committed = events.filter(({ kind }: { kind: string }) => kind === 'commit');
        assert.deepEqual(
          committed.map(({ xid }: { xid: number }) => xid).sort((a: number, b: number) => a - b),
          ledger,
        );
      });

  if (truth.names)
    test(`${name}: the files of a backup tell the names that its server told`, async () => {
      const { names } = await knownNames(files, await clusterOf(files), nodeDecompression);
      for (const { database, databaseOid, schema, name, kind, file } of truth.names!) {
        const named = names.nameOf({ tablespace: 1663, database: databaseOid, relation: file });
        assert.deepEqual(
          [named?.database, named?.schema, named?.name, named?.kind],
          [database, schema, name, kind],
        );
      }
    });
}

test('a cluster whose WAL alone is there has names all the same, from rows and pages in it', async () => {
  const { files } = recordedFind('accidents-16');
  const { events } = await found(files, ['--drop', 'public.orders'], ['/archive']);
  assert.equal(events.length, 1);
  assert.deepEqual(events[0].relations[0].schema, 'public');
});

test('a prepared drop can be stopped before it began too, with what was committed meanwhile left out', async () => {
  const { events } = await found(recordedFind('accidents-16').files, ['--drop', 'prepared']);
  const [{ firstLsn, alternatives, target, notes }] = events;
  const earliest = alternatives.at(-1);
  assert.deepEqual([earliest.by, earliest.stopsAt, target.leavesOut], ['lsn', firstLsn, 0]);
  assert.ok(earliest.leavesOut >= 0);
  assert.match(notes.join(), /ROLLBACK PREPARED 'it''s done', or stop before/);
});

test('names are read from the compressed files of a backup too', async () => {
  const { truth, files } = recordedFind('accidents-16');
  const packed = new MemoryFiles([]);
  for (const folder of [
    '',
    '/global',
    ...(await files.list('/backup/base')).map(({ name }) => `/base/${name}`),
  ])
    for (const { name, kind } of await files.list(`/backup${folder}`)) {
      if (kind !== 'file') continue;
      const source = await files.open(`/backup${folder}/${name}`);
      packed.set(`/stored${folder}/${name}.gz`, gzipSync(await source.read(0, source.size)));
    }
  const pages = new KnownPages();
  const names = new RelationNames();
  await readCatalogFiles(packed, '/stored', nodeDecompression, pages);
  learnNames(pages, 16, names);
  for (const { databaseOid, name, file } of truth.names!)
    assert.equal(names.nameOf({ tablespace: 1663, database: databaseOid, relation: file })?.name, name);
});
