import { statSync } from 'node:fs';
import { join } from 'node:path';
import { archiveOf, writeArchive } from './makeArchive.ts';
import { startServer } from './server.ts';
import { printRow } from './table.ts';

const names = 1_000_000;
const timelines = 200;
/** Megabytes of WAL that are to be indexed in a second. */
const wantedSpeed = 300;

/** The timelines view of a folder of segments, and of one of a million names that is written to `aside`. */
export async function measureArchives(
  segments: { readonly folder: string; readonly names: readonly string[] },
  aside: string,
): Promise<void> {
  const bytes = segments.names.reduce((sum, name) => sum + statSync(join(segments.folder, name)).size, 0);
  const indexed = await pictureOf(segments.folder);
  const most = bytes / 1024 ** 2 / wantedSpeed;
  printRow(
    `server: ${segments.names.length} segments indexed for time`,
    { seconds: indexed.all / 1000 },
    undefined,
    `${wantedSpeed} MB/s: within ${most.toFixed(1)} s`,
  );
  writeArchive(aside, archiveOf(names, timelines));
  const { picture, megabytes } = await pictureOf(aside);
  printRow(
    `server: picture of ${names.toLocaleString('en')} names, ${timelines} timelines`,
    { seconds: picture / 1000, megabytes },
    undefined,
    'within 5 s, under 500 MB',
  );
}

async function pictureOf(folder: string) {
  const server = await startServer();
  const taken = await server.picture(folder);
  const megabytes = server.memory()?.peak;
  await server.stop();
  return { ...taken, megabytes };
}
