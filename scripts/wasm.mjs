// Compiles the WAL scanner to WebAssembly and writes it as a base64 module; does nothing when its sources are unchanged.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const folder = fileURLToPath(new URL('../server/postgres/wal/scan/', import.meta.url));
const output = join(folder, 'scanner.wasm.ts');
const options = [
  '--optimizeLevel=3',
  '--converge',
  '--noAssert',
  '--runtime=stub',
  '--enable=simd,bulk-memory',
  '--initialMemory=140',
  '--maximumMemory=140',
  // The module's own data stays below its tables and buffers (assembly/memory.ts).
  '--memoryBase=64',
];

function sourceHash(sources) {
  const hash = createHash('sha256').update(options.join(' '));
  for (const name of Object.keys(sources).sort()) hash.update(name).update(sources[name]);
  return hash.digest('hex').slice(0, 16);
}

function readSources() {
  const names = readdirSync(join(folder, 'assembly')).filter(name => name.endsWith('.ts'));
  return Object.fromEntries(names.map(name => [name, readFileSync(join(folder, 'assembly', name), 'utf8')]));
}

async function compile(sources) {
  const { default: asc } = await import('assemblyscript/asc');
  let binary;
  const { error, stderr } = await asc.main(['index.ts', '--outFile=scanner.wasm', ...options], {
    readFile: name => sources[name] ?? null,
    writeFile: (name, contents) => {
      if (name.endsWith('.wasm')) binary = contents;
    },
    listFiles: () => [],
  });
  if (error) throw new Error(`${error.message}\n${stderr.toString()}`);
  return binary;
}

/** Brings server/postgres/wal/scan/scanner.wasm.ts up to date; true if it had to be compiled. */
export async function buildWasm() {
  const sources = readSources();
  const heading = `// Made by scripts/wasm.mjs from ${sourceHash(sources)}.\n`;
  let present = '';
  try {
    present = readFileSync(output, 'utf8');
  } catch {}
  if (present.startsWith(heading)) return false;
  const base64 = Buffer.from(await compile(sources)).toString('base64');
  writeFileSync(output, `${heading}export const scannerWasm =\n  '${base64}';\n`);
  return true;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href)
  console.log((await buildWasm()) ? `wrote ${output}` : 'scanner.wasm.ts is up to date');
