import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openArchive } from '../../server/archive/openArchive.ts';
import { FileError, type Files } from '../../server/bytes/byteSource.ts';
import { nodeDecompression } from '../../server/bytes/nodeDecompression.ts';
import { recordedFiles, recording } from './recorded.ts';

const refuse = (path: string): never => {
  throw new FileError(path, 'EACCES', `could not open "${path}": Permission denied`);
};

/** The same files for a user who may not look into what `closed` tells. */
function forAStranger(files: Files, closed: (path: string) => boolean): Files {
  return {
    stat: path => files.stat(path),
    list: async path => (closed(path) ? refuse(path) : files.list(path)),
    open: async path => (closed(path) ? refuse(path) : files.open(path)),
  };
}

const { several } = recording<unknown>('pgbackrest').archives;
const tar = recording<unknown>('basebackup').archives.tar;

async function judge(files: Files) {
  const { clusters, problems } = await openArchive(files, ['/archive'], nodeDecompression);
  return {
    roots: clusters.flatMap(({ repositories }) =>
      repositories.map(({ layout, cluster = '' }) => layout + cluster),
    ),
    said: problems.map(({ code, path }) => `${code} ${path}`),
  };
}

test('of a repository in which a folder may not be listed the rest is judged, and the folder named', async () => {
  const files = recordedFiles(several.files);
  const whole = await judge(files);
  const closed = '/archive/archive/gz';
  const { roots, said } = await judge(forAStranger(files, path => path === closed));
  assert.deepEqual(said, [`folder-unreadable ${closed}`]);
  assert.deepEqual(
    roots,
    whole.roots.filter(root => root !== 'pgBackRestgz'),
  );
});

test('a tar backup whose WAL may not be read keeps no other folder from being judged', async () => {
  const files = recordedFiles({
    ...Object.fromEntries(Object.entries(tar.files).map(([path, bytes]) => [`backup/${path}`, bytes])),
    ...Object.fromEntries(Object.entries(several.files).map(([path, bytes]) => [`repo/${path}`, bytes])),
  });
  const closed = '/archive/backup/pg_wal.tar';
  const { roots, said } = await judge(forAStranger(files, path => path === closed));
  assert.deepEqual(said, [`repository-unreadable ${closed}`]);
  assert.ok(roots.includes('pgBackRestgz'));
});

test('a folder that is asked for and may not be listed is an error', async () => {
  const files = forAStranger(recordedFiles(several.files), path => path === '/archive');
  await assert.rejects(openArchive(files, ['/archive'], nodeDecompression), FileError);
});
