/**
 * Makes server/postgres/conf/catalogue/settings.json.
 *
 *   node scripts/catalogue.mjs collect FOLDER BIN...   asks the real servers in each BIN folder (initdb, postgres)
 *                                                       and writes FOLDER/<major>.json
 *   node scripts/catalogue.mjs compact FOLDER           joins FOLDER/<major>.json into settings.json
 */
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { collect } from './catalogue/collect.mjs';
import { compact, format } from './catalogue/compact.mjs';

const target = new URL('../server/postgres/conf/catalogue/settings.json', import.meta.url);
const [verb, folder, ...bins] = process.argv.slice(2);

if (verb === 'collect' && bins.length) {
  await mkdir(folder, { recursive: true });
  for (const bin of bins) {
    const told = await collect(bin);
    await writeFile(join(folder, `${told.meta.major}.json`), `${JSON.stringify(told, null, 1)}\n`);
    console.log(`${told.meta.version}: ${Object.keys(told.params).length} settings`);
  }
} else if (verb === 'compact' && folder) {
  const byMajor = {};
  for (const file of await readdir(folder)) {
    const major = /^(\d+)\.json$/.exec(file)?.[1];
    if (major) byMajor[major] = JSON.parse(await readFile(join(folder, file), 'utf8'));
  }
  await writeFile(target, format(compact(byMajor)));
} else {
  console.error('usage: catalogue.mjs collect FOLDER BIN... | compact FOLDER');
  process.exitCode = 2;
}
