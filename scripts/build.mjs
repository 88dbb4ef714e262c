// @ts-check
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { context } from 'esbuild';
import { commandEntries, filesBelow, nodeEntries, webviewEntries } from './lib/entries.mjs';
import { thirdPartyNotices } from './lib/notices.mjs';
import { existing, inProject, manifest, root } from './lib/project.mjs';
import { mustRun } from './lib/run.mjs';

// Bundles everything that runs into dist/; `--watch` stays and builds again after each change.
const watch = process.argv.includes('--watch');
const started = performance.now();

/** @type {import('esbuild').BuildOptions} */
const common = {
  absWorkingDir: root,
  define: { walscopeVersion: JSON.stringify(manifest().version) },
  bundle: true,
  minify: true,
  metafile: true,
  legalComments: 'none',
  logLevel: 'warning',
  sourcemap: watch ? 'inline' : false,
};

/** @type {import('esbuild').BuildOptions} */
const forNode = { ...common, platform: 'node', target: 'node20', mainFields: ['module', 'main'] };

/** `walscope lsp` is the extension's server: one bundle does for both. */
const serverShared = {
  name: 'server shared',
  /** @param {import('esbuild').PluginBuild} build */
  setup(build) {
    build.onResolve({ filter: /\/language\/main\.ts$/ }, () => ({ path: './server.cjs', external: true }));
  },
};

/** @type {import('esbuild').BuildOptions[]} */
const bundles = [
  {
    ...forNode,
    entryPoints: nodeEntries(),
    outdir: 'dist',
    format: 'cjs',
    outExtension: { '.js': '.cjs' },
    external: ['vscode'],
    define: { ...common.define, 'import.meta.url': 'moduleUrl' },
    banner: { js: "const moduleUrl=require('node:url').pathToFileURL(__filename).href;" },
  },
  {
    ...forNode,
    entryPoints: commandEntries(),
    outdir: 'dist',
    format: 'esm',
    splitting: true,
    chunkNames: 'walscope.[name].[hash]',
    plugins: [serverShared],
    banner: {
      js: "#!/usr/bin/env node\nimport{createRequire}from'node:module';const require=createRequire(import.meta.url);",
    },
  },
  {
    ...common,
    entryPoints: webviewEntries(),
    outdir: 'dist/webview',
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    loader: { '.ttf': 'file' },
  },
];

if (existing('scripts/wasm.mjs'))
  await mustRun('Compiling the WAL scanner', process.execPath, [inProject('scripts/wasm.mjs')]);

const contexts = await Promise.all(
  bundles
    .filter(({ entryPoints }) => Object.keys(entryPoints ?? {}).length > 0)
    .map(bundle => context(bundle)),
);
// esbuild has printed what is wrong by the time this gives up.
const results = await Promise.all(contexts.map(one => one.rebuild())).catch(() => process.exit(1));
const metafiles = results.flatMap(({ metafile }) => metafile ?? []);
const outputs = Object.assign({}, ...metafiles.map(({ outputs }) => outputs));

// Each page links its style sheet, also one that has no style of its own.
for (const page of Object.keys(webviewEntries())) {
  const style = `dist/webview/${page}.css`;
  if (style in outputs) continue;
  writeFileSync(inProject(style), '');
  outputs[style] = { bytes: 0 };
}
const notices = thirdPartyNotices(metafiles);
mkdirSync(inProject('dist'), { recursive: true });
writeFileSync(inProject('dist/ThirdPartyNotices.txt'), notices);
outputs['dist/ThirdPartyNotices.txt'] = { bytes: notices.length };

for (const path of filesBelow('dist')) if (!(path in outputs)) rmSync(inProject(path));
for (const [path, { bytes }] of Object.entries(outputs))
  console.log(`${path.padEnd(36)} ${(bytes / 1000).toFixed(1).padStart(8)} kB`);
console.log(`built in ${Math.round(performance.now() - started)} ms`);

if (watch) await Promise.all(contexts.map(one => one.watch()));
else await Promise.all(contexts.map(one => one.dispose()));
