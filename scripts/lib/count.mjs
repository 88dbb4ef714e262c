// @ts-check
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { artefactsFolder } from './project.mjs';

/** @typedef {{passed: number, failed: number}} Count */

/**
 * Runs `step`, which leaves its count as JSON in the file it is given. A step that leaves none has failed once.
 * @param {string} name
 * @param {(file: string) => Promise<unknown>} step
 * @returns {Promise<Count>}
 */
export async function countOf(name, step) {
  mkdirSync(artefactsFolder, { recursive: true });
  const file = `${artefactsFolder}/${name}-count.json`;
  rmSync(file, { force: true });
  await step(file);
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return { passed: 0, failed: 1 };
  }
}

/** The line that ends a test run. @param {Count} count */
export const summary = ({ passed, failed }) => `${passed} passed, ${failed} failed`;
