// @ts-check
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { existing, inProject } from './project.mjs';
import { mustRun } from './run.mjs';

/**
 * A fresh copy of the sample cluster and its archive in `folder`. What it holds: test/sample/README.md.
 * @param {string} folder
 */
export async function unpackSample(folder) {
  if (existsSync(folder)) rmSync(folder, { recursive: true });
  mkdirSync(folder, { recursive: true });
  if (existing('scripts/sample.mjs'))
    await mustRun('Unpacking the sample', process.execPath, [
      inProject('scripts/sample.mjs'),
      'unpack',
      folder,
    ]);
  return folder;
}
