/**
 * Compares WALScope with recorded real servers: node --import tsx scripts/corpus-conf.mjs DIR [MAJOR...]
 * DIR has oracle/<major>.jsonl.zst and startup/<major>.json (see test/conf/oracleCase.ts).
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { decompress } from 'fzstd';
import { majors } from '../server/postgres/majors.ts';
import { differences, judgeStartCase, readCase } from '../test/conf/oracleCase.ts';

const [folder, ...only] = process.argv.slice(2);
const chosen = only.length ? only.map(Number) : majors;

for (const major of chosen) {
  const lines = new TextDecoder().decode(decompress(readFileSync(join(folder, `oracle/${major}.jsonl.zst`))));
  const cases = lines
    .split('\n')
    .filter(Boolean)
    .map(line => JSON.parse(line));
  let differ = 0;
  for (const oracle of cases) {
    const found = differences(oracle, await readCase(oracle, major));
    if (!found.length) continue;
    differ++;
    console.log(
      `${major} ${oracle.kind} ${oracle.id} ${JSON.stringify(oracle.conf ?? oracle.conf_b64).slice(0, 200)}`,
    );
    for (const line of found) console.log(`    ${line}`);
  }
  console.log(`${major}: ${differ} of ${cases.length} configurations differ`);

  const starts = JSON.parse(readFileSync(join(folder, `startup/${major}.json`), 'utf8'));
  let unlike = 0;
  for (const start of starts) {
    const errors = await judgeStartCase(start, major);
    const said = errors.some(({ message }) => start.messages.some(line => line.includes(message)));
    if (start.outcome === 'refused' ? said : !errors.length) continue;
    unlike++;
    const first = start.messages.find(line => /FATAL|PANIC|^postgres/.test(line)) ?? start.messages[0];
    console.log(`${major} ${start.outcome} ${start.id} [${start.cluster ?? ''}] ${first}`);
    for (const { message } of errors) console.log(`    said: ${message}`);
  }
  console.log(`${major}: ${unlike} of ${starts.length} starts differ`);
}
