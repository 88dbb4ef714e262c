import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { inProject } from '../../scripts/lib/project.mjs';
import { MemoryFiles } from '../../server/bytes/memoryFiles.ts';
import { planFor, sampleFiles } from './sampleFiles.ts';

/** What PostgreSQL 18.4 said with the settings that were planned: scripts/record-recover.ts. */
interface Recorded {
  readonly text: string;
  readonly log: readonly string[];
  readonly promoted?: readonly string[];
  readonly history?: { readonly name: string; readonly content: string };
}

const truth: readonly Recorded[] = JSON.parse(
  readFileSync(inProject('test/truth/recover/sample-18.json'), 'utf8'),
);
const files = new MemoryFiles(sampleFiles());

/** What the log says of recovery, without what the shell and the beginning say, times and process numbers. */
function recovery(log: readonly string[]): string[] {
  return log
    .filter(line => /^(?:LOG|FATAL|DETAIL|HINT):/.test(line))
    .filter(line => !/^LOG: {2}(?:starting PostgreSQL|listening on)/.test(line))
    .map(line => line.replace(/(system usage: ).*/, '$1*').replace(/\(PID \d+\)/, '(PID N)'));
}

for (const { text, log, promoted, history } of truth)
  test(`the plan for "${text}" forecasts the log of the real server, line by line`, async () => {
    const plan = await planFor(files, text);
    assert.deepEqual(plan.log, recovery(log));
    const fatal = log.find(line => line.startsWith('FATAL:'));
    assert.equal(plan.fatal?.message, fatal);
    if (!history) return;
    const told = plan.lines.map(({ text, value }) => `${text} ${value ?? ''}`);
    const timeline = /selected new timeline ID: (\d+)/.exec(promoted?.join('\n') ?? '')?.[1];
    assert.ok(told.some(line => line.includes(`timeline ${timeline};`) && line.endsWith(history.name)));
    const stop = log.find(line => line.includes('recovery stopping'))?.replace('LOG:  r', 'R');
    assert.equal(plan.lines.find(({ mark }) => mark === 'stop')?.text, stop);
    const end = history.content.trimEnd().split('\n').at(-1)?.split('\t')[1];
    assert.equal(plan.lines.find(({ mark }) => mark === 'stop')?.value, end);
  });
