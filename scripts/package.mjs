// @ts-check
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { zipSync } from 'fflate';
import { filesBelow } from './lib/entries.mjs';
import { inProject, manifest, vsixPath } from './lib/project.mjs';
import { contentTypes, vsixManifest } from './lib/vsixManifest.mjs';

// Makes walscope-VERSION.vsix from what package.json's `files` lists, the same list that npm goes by.
// Not with @vscode/vsce: it brings some 300 packages, among them native ones fetched at install time, to do this.

const limitBytes = 1_000_000;
const extension = manifest();
const always = ['package.json', 'README.md', 'CHANGELOG.md', 'LICENSE'];
const shipped = [...always, ...extension.files.flatMap(expand)];

/** The files an entry of package.json's `files` stands for. @param {string} entry */
function expand(entry) {
  return statSync(inProject(entry)).isDirectory() ? filesBelow(entry) : [entry];
}

/** Where a file goes: the package format knows no names without a suffix. @param {string} path */
const placed = path => (path === 'LICENSE' ? 'LICENSE.txt' : path);

/** The manifest as installed: without what only development needs. */
function shippedManifest() {
  const { devDependencies, scripts, files, private: unpublished, ...rest } = extension;
  return Buffer.from(JSON.stringify(rest));
}

/** @type {Record<string, Uint8Array>} */
const files = {
  'extension.vsixmanifest': Buffer.from(vsixManifest(extension, shipped.map(placed))),
  '[Content_Types].xml': Buffer.from(contentTypes(shipped.map(placed))),
};
for (const path of shipped)
  files[`extension/${placed(path)}`] =
    path === 'package.json' ? shippedManifest() : readFileSync(inProject(path));

// The same sources give the same bytes: every entry carries the first day that zip can tell.
const zip = zipSync(files, { level: 9, mtime: new Date(1980, 0, 1) });
writeFileSync(vsixPath(), zip);
console.log(`${vsixPath()}: ${shipped.length} files, ${(zip.length / 1000).toFixed(0)} kB`);
if (zip.length > limitBytes) {
  console.error(`That is more than the ${limitBytes / 1000} kB an extension of ours may have.`);
  process.exitCode = 1;
}
