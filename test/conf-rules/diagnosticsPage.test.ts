import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { MemoryFiles } from '../../server/bytes/memoryFiles.ts';
import { loadConfiguration } from '../../server/postgres/conf/load.ts';
import { adviceRules } from '../../server/postgres/conf/rules/advise.ts';
import { judgeStart } from '../../server/postgres/conf/start/judge.ts';
import { readAsServer } from '../../server/postgres/conf/verdict.ts';
import type { Major } from '../../server/postgres/majors.ts';
import { diagnosticsPage, diagnosticsPageText } from './diagnosticsPage.ts';

const page = readFileSync(diagnosticsPage, 'utf8');
const confFolder = new URL('../../server/postgres/conf/', import.meta.url);

/** Said only of what lies beside the file, or by the editor alone. */
const needsMore = new Set([
  'file-missing',
  'overridden-setting',
  'prepared-transactions-do-not-fit',
  'recovery-conf-not-supported',
  'recovery-timeline-unknown',
  'replication-slots-do-not-fit',
  'restore-command-ends-server',
  'restore-command-missing',
  'setting-below-primary',
  'slot-needs-wal-level',
  'unexpected-placeholder',
  'wal-was-minimal',
]);

const sections = page
  .split(/^### /m)
  .slice(1)
  .map(text => ({
    code: /^`([^`]+)`/.exec(text)?.[1] ?? '',
    examples: [...text.matchAll(/```ini\n(.*?)\n```/gs)].map(([, example]) => example),
  }));

async function serverCodes(text: string): Promise<string[]> {
  const major = Number(/# postgresql: (\d+)/.exec(text)?.[1] ?? 18) as Major;
  const path = '/data/postgresql.conf';
  const configuration = await loadConfiguration(new MemoryFiles([[path, text]]), path);
  const reading = readAsServer(configuration, major);
  return [...reading.problems, ...judgeStart(reading, {})].map(({ code }) => code);
}

test('the page is what the rules say; test/conf-rules/writeDiagnosticsPage.ts writes it', () => {
  assert.equal(page, diagnosticsPageText());
});

test('every code has one section with an example', () => {
  const codes = sections.map(({ code }) => code);
  assert.equal(new Set(codes).size, codes.length);
  for (const { code, examples } of sections) assert.ok(examples.length >= 1, code);
  for (const { code } of adviceRules) assert.ok(codes.includes(code), code);
});

test('every code that the judgement of the server may give is on the page', () => {
  const files = [
    'verdict.ts',
    'recoveryConf.ts',
    ...readdirSync(new URL('start/', confFolder)).map(name => `start/${name}`),
  ];
  const sources = files.map(name => readFileSync(new URL(name, confFolder), 'utf8')).join('\n');
  const named = [...sources.matchAll(/(?:\bcode:|\?|:|needsMore\(\s*)\s*'([a-z]+(?:-[a-z]+)+)'/g)].map(
    found => found[1],
  );
  const codes = new Set(sections.map(({ code }) => code));
  assert.ok(named.length > 15);
  for (const code of named) assert.ok(codes.has(code), code);
});

for (const { code, examples } of sections) {
  if (adviceRules.some(rule => rule.code === code) || needsMore.has(code)) continue;
  test(`${code}: the server says it of the example, and not of the better way`, async () => {
    assert.ok((await serverCodes(examples[0])).includes(code));
    assert.deepEqual(await serverCodes(examples[1]), []);
  });
}
