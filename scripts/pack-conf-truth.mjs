/**
 * Packs what real servers of every major said about configurations into test/truth/conf:
 *   node scripts/pack-conf-truth.mjs DIR     (DIR as for corpus-conf.mjs)
 * Each case stands there once, with what each group of majors said of it.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants } from 'node:zlib';
import { decompress } from 'fzstd';

const majors = [10, 11, 12, 13, 14, 15, 16, 17, 18, 19];
const target = new URL('../test/truth/conf/', import.meta.url);
const [folder] = process.argv.slice(2);

const oracle = new Map();
const starts = new Map();
for (const major of majors) {
  const lines = new TextDecoder().decode(decompress(readFileSync(join(folder, `oracle/${major}.jsonl.zst`))));
  for (const line of lines.split('\n').filter(Boolean)) {
    const { id, kind, param, conf, conf_b64, files, ...told } = JSON.parse(line);
    add(oracle, id, { id, kind, param, conf, conf_b64, files }, told, major);
  }
  for (const start of JSON.parse(readFileSync(join(folder, `startup/${major}.json`), 'utf8'))) {
    const { id, family, cluster, files, argv, outcome, messages } = start;
    add(
      starts,
      JSON.stringify([id, files]),
      { id, family, cluster, files, argv },
      { outcome, messages },
      major,
    );
  }
}
mkdirSync(target, { recursive: true });
write('oracle.jsonl.br', oracle);
write('startup.jsonl.br', starts);

function add(cases, key, asked, told, major) {
  const known = cases.get(key) ?? { ...asked, told: [] };
  cases.set(key, known);
  const text = JSON.stringify(told);
  const same = known.told.find(({ majors: _, ...before }) => JSON.stringify(before) === text);
  if (same) same.majors.push(major);
  else known.told.push({ majors: [major], ...told });
}

function write(name, cases) {
  const text = Buffer.from([...cases.values()].map(one => JSON.stringify(one)).join('\n'));
  const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_LGWIN]: 24 };
  const packed = brotliCompressSync(text, { params });
  writeFileSync(new URL(name, target), packed);
  console.log(`${name}: ${cases.size} cases, ${packed.length} bytes`);
}
