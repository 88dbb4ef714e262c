import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { openArchive } from '../../server/archive/openArchive.ts';
import { MemoryFiles } from '../../server/bytes/memoryFiles.ts';
import { nodeDecompression } from '../../server/bytes/nodeDecompression.ts';

/** Code and path of what is said of an archive of these history files, and its timelines with their parents. */
async function judge(histories: Readonly<Record<string, string>>) {
  const files = Object.entries(histories).map(([name, text]) => [`/archive/${name}`, text] as const);
  const { clusters } = await openArchive(new MemoryFiles(files), ['/archive'], nodeDecompression);
  return {
    said: clusters[0].problems.map(({ code, path }) => `${code} ${path?.slice('/archive/'.length)}`),
    parents: clusters[0].timelines.map(({ timeline, parent }) => [timeline, parent]),
  };
}

const two = '1\t0/500100\tno recovery target specified\n';
const three = `${two}\n2\t0/700028\tno recovery target specified\n`;

describe('history files of an archive', () => {
  it('that agree are no problem', async () => {
    const { said, parents } = await judge({ '00000002.history': two, '00000003.history': three });
    assert.deepEqual(said, []);
    assert.deepEqual(parents, [
      [1, undefined],
      [2, 1],
      [3, 2],
    ]);
  });

  it('contradict each other where two servers were promoted to one timeline', async () => {
    const { said } = await judge({
      '00000002.history': two.replace('0/500100', '0/4FFFF8'),
      '00000003.history': three,
    });
    assert.deepEqual(said, ['history-conflict 00000003.history']);
  });

  it('do not contradict one that is damaged: nobody was promoted twice', async () => {
    const { said } = await judge({
      '00000002.history': '2\t0/500100\tnames itself\n',
      '00000003.history': three,
    });
    assert.deepEqual(said, ['history-refused 00000002.history']);
  });

  it('that begin with a byte order mark are refused, as sscanf finds no number there', async () => {
    const { said } = await judge({ '00000002.history': `\uFEFF${two}` });
    assert.deepEqual(said, ['history-refused 00000002.history']);
  });

  it('that name no ancestor are odd, for the server takes them', async () => {
    assert.deepEqual((await judge({ '00000002.history': '' })).said, ['history-odd 00000002.history']);
    assert.deepEqual((await judge({ '00000002.history': '# lost\r\n\n' })).said, [
      'history-odd 00000002.history',
    ]);
  });
});
