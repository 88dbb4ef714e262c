import assert from 'node:assert/strict';
import { it } from 'node:test';
import { archiveOf } from '../../scripts/bench/makeArchive.ts';
import { MemoryFiles } from '../../server/bytes/memoryFiles.ts';
import { nodeDecompression } from '../../server/bytes/nodeDecompression.ts';
import { ArchiveSession } from '../../server/inspect/timelines/archiveSession.ts';
import { locateSegment } from '../../server/inspect/timelines/locate.ts';

it('a session of very many files lets them go while it lists them again, and knows them then', async () => {
  const { segments } = archiveOf(200_100, 5);
  const files = new MemoryFiles(segments.map(name => [`/archive/${name}`, '']));
  const session = new ArchiveSession(1, ['/archive'], files, nodeDecompression, () => {});
  await session.open();
  while (session.state.phase !== 'size') await new Promise(resolve => setTimeout(resolve, 5));
  const shown = session.picture(0)?.lanes;
  files.set('/archive/000000050000000500000000', new Uint8Array());
  const again = session.open();
  session.cancel();
  await session.listed();
  const { cluster } = session.sources(0)!;
  assert.equal(locateSegment(cluster, segments[0]), `/archive/${segments[0]}`);
  assert.equal(locateSegment(cluster, '000000050000000500000000'), '/archive/000000050000000500000000');
  await again;
  assert.equal(session.picture(0)?.lanes.length, shown?.length);
  session.close();
});
