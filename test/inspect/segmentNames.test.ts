import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nodeDecompression } from '../../server/bytes/nodeDecompression.ts';
import { SegmentRows } from '../../server/inspect/segmentRows.ts';
import { openSegment } from '../../server/inspect/segmentSession.ts';
import { SegmentSurvey } from '../../server/inspect/segmentSurvey.ts';
import { recordedFind } from '../find/recorded.ts';
import { selected } from './sessions.ts';

const { truth, files } = recordedFind('accidents-16');
const fileOf = (name: string) => truth.names!.find(each => each.name === name)!;
const { databaseOid } = fileOf('ledger');

/** The segment with the accidents, as an archived file or in the pg_wal of the backup. */
async function opened(folder: string) {
  const name = (await files.list('/archive'))
    .map(each => each.name)
    .filter(each => each.length === 24)
    .sort()[1];
  const source = await files.open(`/archive/${name}`);
  files.set(`${folder}/${name}`, await source.read(0, source.size));
  const session = await openSegment(files, `${folder}/${name}`, nodeDecompression, 1, () => {});
  await session.read;
  return session;
}

for (const [folder, where] of [
  ['/elsewhere', 'that lies alone, by the rows of pg_class in it'],
  ['/backup/pg_wal', 'in a data directory'],
])
  test(`relations of a segment ${where}: filter, details and statistics tell their names`, async () => {
    const session = await opened(folder);
    const { file } = fileOf('ledger');
    const records = await selected(session, 'rel:ledger');
    assert.ok(records.length > 0);
    assert.deepEqual(await selected(session, 'rel:public.ledger'), records);
    assert.deepEqual(await selected(session, `rel:${databaseOid}/${file}`), records);
    const details = await new SegmentRows(session).details(records[0]);
    assert.deepEqual(
      details?.blockReferences.map(({ relation, relationName }) => ({ relation, relationName })),
      [{ relation: `1663/${databaseOid}/${file}`, relationName: 'ledger' }],
    );
    const rows = await new SegmentSurvey(session).relations('relation');
    for (const { name, file, kind } of truth.names!.filter(each => each.databaseOid === databaseOid)) {
      const row = rows.find(each => each.relation === `1663/${databaseOid}/${file}`);
      if (row && kind === 'r' && folder !== '/elsewhere')
        assert.match(row.name ?? '', new RegExp(`(^|\\.)${name}$`));
    }
    await session.close();
  });
