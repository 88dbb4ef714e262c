import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { inflateSync } from 'node:zlib';
import { MemoryFiles } from '../../server/bytes/memoryFiles.ts';
import { judgeFile } from '../../server/postgres/conf/judgeFile.ts';
import type { Major } from '../../server/postgres/majors.ts';

/** Something that random configurations brought up, and what starting servers said of it. */
interface Hunted {
  readonly is: string;
  readonly majors: readonly Major[];
  readonly files: Readonly<Record<string, string>>;
  /** Each with its detail and hint, in order. */
  readonly says: readonly (readonly string[])[];
  /** The beginning of pg_control, deflated. */
  readonly control?: string;
}

const cases: Hunted[] = JSON.parse(
  readFileSync(new URL('../truth/conf/hunted.json', import.meta.url), 'utf8'),
);
const controlBytes = 8192;

function filesOf({ files, control }: Hunted, major: Major): MemoryFiles {
  const tree = new MemoryFiles(Object.entries(files).map(([name, text]) => [`/data/${name}`, text]));
  tree.set('/data/PG_VERSION', Buffer.from(`${major}\n`));
  tree.set('/data/pg_hba.conf', Buffer.alloc(0));
  const bytes = new Uint8Array(controlBytes);
  if (control) bytes.set(inflateSync(Buffer.from(control, 'base64')));
  if (control) tree.set('/data/global/pg_control', bytes);
  return tree;
}

for (const hunted of cases)
  for (const major of hunted.majors)
    test(`${hunted.is}: what a server of ${major} says`, async () => {
      const { problems } = await judgeFile(filesOf(hunted, major), '/data/postgresql.conf');
      const said = problems
        .filter(({ severity }) => severity === 'error')
        .map(({ message, log = message, detail, hint }) => [log, detail, hint].filter(Boolean));
      assert.deepEqual(said, hunted.says);
    });
