// @ts-check
import { readdirSync, readFileSync } from 'node:fs';
import { inProject } from './project.mjs';

/**
 * The licence texts of every package whose code or files went into the bundles, as their licences ask.
 * @param {import('esbuild').Metafile[]} metafiles
 */
export function thirdPartyNotices(metafiles) {
  const packages = new Set();
  for (const { inputs } of metafiles)
    for (const input of Object.keys(inputs)) {
      const found = /^.*node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(input);
      if (found) packages.add(found[0].slice(0, -1));
    }
  return [...packages].sort().map(notice).join('\n\n');
}

/** @param {string} folder a package's folder, below the project's */
function notice(folder) {
  const { name, version, license } = JSON.parse(readFileSync(inProject(folder, 'package.json'), 'utf8'));
  const file = readdirSync(inProject(folder)).find(entry => /^licen[cs]e/i.test(entry));
  const text = file ? readFileSync(inProject(folder, file), 'utf8').trim() : `Licence: ${license}`;
  return `${name} ${version} (${license})\n${'-'.repeat(70)}\n${text}\n`;
}
