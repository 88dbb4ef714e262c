// @ts-check
import { readFileSync } from 'node:fs';
import { inProject, say } from './project.mjs';
import { mustRun } from './run.mjs';

/** @param {string} path @returns {Record<string, {version?: string, optional?: boolean}> | undefined} */
function packagesOf(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8')).packages;
  } catch {
    return undefined;
  }
}

/** Whether node_modules holds what package-lock.json asks for (packages for other platforms may be absent). */
function upToDate() {
  const wanted = packagesOf(inProject('package-lock.json'));
  const installed = packagesOf(inProject('node_modules', '.package-lock.json'));
  if (!wanted || !installed) return false;
  return Object.entries(wanted).every(
    ([path, { version, optional }]) =>
      path === '' || installed[path]?.version === version || (optional && !installed[path]),
  );
}

/** Installs the project's dependencies unless they are there already. */
export async function ensureDependencies() {
  if (upToDate()) return;
  say('installing dependencies (npm ci)');
  await mustRun('Installing dependencies', 'npm', ['ci', '--no-audit', '--no-fund']);
}
