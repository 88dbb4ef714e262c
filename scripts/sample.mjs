import { readdirSync, readFileSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliDecompressSync } from 'node:zlib';
import { inProject } from './lib/project.mjs';

const packed = inProject('test/sample/files');

/** Writes the sample (test/sample/README.md tells what it is) into `folder`, which is emptied first. */
export async function unpack(folder) {
  await rm(folder, { recursive: true, force: true });
  for (const entry of readdirSync(packed, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const from = join(entry.parentPath ?? entry.path, entry.name);
    const to = join(folder, relative(packed, from).replace(/\.br$/, ''));
    await mkdir(dirname(to), { recursive: true });
    await writeFile(to, brotliDecompressSync(readFileSync(from)));
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [verb, folder] = process.argv.slice(2);
  if (verb === 'unpack' && folder) await unpack(folder);
  else if (verb === 'make') await (await import('./sample/make.mjs')).make();
  else {
    console.error('usage: node scripts/sample.mjs unpack FOLDER | make');
    process.exitCode = 2;
  }
}
