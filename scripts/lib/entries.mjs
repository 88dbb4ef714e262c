// @ts-check
import { readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { existing, inProject, root } from './project.mjs';

/** Paths of all files below a folder of the project, with that folder's name in front. @param {string} folder */
export function filesBelow(folder) {
  if (!existing(folder)) return [];
  return readdirSync(inProject(folder), { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(({ parentPath, name }) => relative(root, join(parentPath, name)).replaceAll('\\', '/'))
    .sort();
}

/** @param {string} folder @param {string} name */
const filesNamed = (folder, name) => filesBelow(folder).filter(path => path.endsWith(`/${name}`));

/** The name of the folder a file is in. @param {string} path */
const folderName = path => path.split('/').at(-2) ?? '';

/** Bundles for Node in CommonJS: output name in dist/ to source file. */
export function nodeEntries() {
  const entries = {
    extension: 'client/extension.ts',
    server: 'server/language/main.ts',
    dump: 'server/cli/dump/program.ts',
  };
  return existingEntries(Object.entries(entries));
}

/** The command line program, an ES module because package.json says `"type": "module"`. */
export const commandEntries = () => existingEntries([['walscope', 'server/cli/launch.ts']]);

/** Scripts of the webviews: output name in dist/webview/ to source file. */
export const webviewEntries = () =>
  existingEntries(filesNamed('client/webview', 'main.ts').map(path => [folderName(path), path]));

/** @param {string[][]} entries @returns {Record<string, string>} */
const existingEntries = entries => Object.fromEntries(entries.filter(([, path]) => existing(path)));
