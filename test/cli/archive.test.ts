import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { asyncBufferFromFile, parquetReadObjects } from 'hyparquet';
import { unpack } from '../../scripts/sample.mjs';
import { dump } from '../../server/cli/dump/dump.ts';
import { columns } from '../../server/cli/export/columns.ts';
import { exportRecords } from '../../server/cli/export/export.ts';
import { timelines } from '../../server/cli/timelines.ts';
import { verify } from '../../server/cli/verify/verify.ts';
import { run } from './run.ts';

describe('the sample, whose past test/sample/README.md tells', () => {
  const folder = mkdtempSync(join(tmpdir(), 'walscope-cli-'));
  before(() => unpack(folder));
  after(() => rmSync(folder, { recursive: true, force: true }));

  it('walscope timelines: four timelines, their switch points as the history files have them, one gap', async () => {
    const { stdout, status } = await run(timelines, ['--format', 'json', folder]);
    const found = JSON.parse(stdout.toString());
    const history = readFileSync(join(folder, 'archive/00000004.history'), 'latin1');
    const [, toTwo, toFour] = /^1\t(\S+)[\s\S]*^2\t(\S+)/m.exec(history)!;
    assert.equal(found.major, 18);
    assert.equal(found.segmentSize, 1048576);
    assert.deepEqual(
      found.timelines.map(({ tli, parent }: { tli: number; parent: number | null }) => [tli, parent]),
      [
        [1, null],
        [2, 1],
        [3, 2],
        [4, 2],
      ],
    );
    assert.equal(found.timelines[1].switchLsn, toTwo);
    assert.equal(found.timelines[3].switchLsn, toFour);
    assert.equal(found.timelines[2].reason, 'at restore point "pre_v2"');
    assert.deepEqual(
      found.timelines.flatMap((timeline: { gaps: object[] }) => timeline.gaps),
      [{ from: '00000003000000000000001E', to: '00000003000000000000001E', count: 1, cuts: [3] }],
    );
    const backups = found.timelines.flatMap((timeline: { backups: { label: string }[] }) => timeline.backups);
    assert.deepEqual(
      backups.map(({ label }: { label: string }) => label),
      ['nightly 1', 'nightly 2', 'nightly 3'],
    );
    assert.ok(backups.every((backup: { restorable: boolean }) => backup.restorable));
    assert.equal(status, 1);
  });

  it('walscope timelines, for people: what is there, how far each backup reaches, and which file is at fault', async () => {
    const { stdout } = await run(timelines, [folder]);
    const lines = stdout.toString().split('\n');
    assert.match(lines[0], /^System \d+, PostgreSQL 18, segments of 1 MB$/);
    assert.ok(lines.some(line => /^ {2}In .*archive: plain$/.test(line)));
    assert.ok(
      lines.some(line => /^ {2}Timeline 3, from 2 at 0\/\w+ \(at restore point "pre_v2"\): /.test(line)),
    );
    assert.ok(
      lines.some(line => /^ {4}Backup "nightly 1" at 0\/\w+: restorable, up to 0\/\w+ on /.test(line)),
    );
    assert.ok(lines.some(line => /^ {2}error: Segment 00000003000000000000001E is missing: /.test(line)));
  });

  it('walscope timelines: refuses a format that it does not know', async () => {
    await assert.rejects(() => run(timelines, ['--format', 'xml', folder]), /unknown format "xml"/);
  });

  it('walscope verify: of files that are named, those alone', async () => {
    const named = ['00000003000000000000001D', '00000003.history'].map(name => join(folder, 'archive', name));
    const { stdout, status } = await run(verify, ['--format', 'json', ...named]);
    const { segments, problems } = JSON.parse(stdout.toString());
    assert.deepEqual(
      segments.map(({ segment }: { segment: string }) => segment),
      ['00000003000000000000001D'],
    );
    assert.deepEqual([problems, status], [[], 0]);
  });

  it('walscope verify: the gap and nothing else', async () => {
    const { stdout, status } = await run(verify, ['--format', 'json', folder]);
    const { segments, problems } = JSON.parse(stdout.toString());
    assert.deepEqual(
      problems.map(({ code }: { code: string }) => code),
      ['gap'],
    );
    assert.ok(segments.length > 40);
    assert.deepEqual(
      segments.flatMap(({ findings }: { findings: object[] }) => findings),
      [],
    );
    assert.equal(status, 1);
  });

  it('walscope export: as many rows as dump has lines, in Parquet, CSV and NDJSON alike', async () => {
    const segment = join(folder, 'archive/000000020000000000000013');
    const lines = (await run(dump, [segment])).stdout.toString('latin1').trimEnd().split('\n');
    for (const suffix of ['parquet', 'csv', 'ndjson']) {
      const target = join(folder, `records.${suffix}`);
      const { status } = await run(exportRecords, [segment, '--to', target]);
      assert.equal(status, 0);
      const rows = await rowsOf(target);
      assert.deepEqual(
        rows,
        lines.map(line => /lsn: (\S+),/.exec(line)![1]),
        suffix,
      );
    }
  });

  it('walscope export: what it cannot write or find is said, and leaves a file that was there alone', async () => {
    const there = join(folder, 'there.csv');
    writeFileSync(there, 'kept');
    const archive = join(folder, 'archive');
    await assert.rejects(
      run(exportRecords, [archive, '--to', join(folder, 'nowhere/x.csv')]),
      /ENOENT.*x\.csv/,
    );
    await assert.rejects(
      run(exportRecords, [archive, '--to', join(folder, 'nowhere/x.parquet')]),
      /x\.parquet/,
    );
    await assert.rejects(run(exportRecords, [join(folder, 'nowhere'), '--to', there]), /nowhere/);
    assert.equal(readFileSync(there, 'utf8'), 'kept');
    rmSync(there);
  });

  it('walscope verify: a changed byte is damage at its record, and the rest is read', async () => {
    const victim = join(folder, 'archive/000000010000000000000009');
    const bytes = readFileSync(victim);
    bytes[20000] ^= 0xff;
    writeFileSync(victim, bytes);
    const { stdout } = await run(verify, ['--format', 'json', join(folder, 'archive')]);
    const { segments } = JSON.parse(stdout.toString());
    const findings = segments.flatMap(({ findings: own }: { findings: object[] }) => own);
    assert.equal(findings.length, 1);
    assert.equal(findings[0].segment, '000000010000000000000009');
    assert.match(findings[0].message, /incorrect resource manager data checksum in record at 0\/904/);
    assert.ok(segments.some(({ segment }: { segment: string }) => segment === '00000001000000000000000A'));
  });

  it('the exported columns are documented', () => {
    const page = readFileSync(new URL('../../docs/export.md', import.meta.url), 'utf8');
    for (const { name, type, meaning } of columns)
      assert.ok(page.includes(`| \`${name}\` | ${type} | ${meaning} |`), name);
  });
});

/** The LSNs of an exported file's rows. */
async function rowsOf(path: string): Promise<string[]> {
  if (path.endsWith('.parquet')) {
    const rows = await parquetReadObjects({ file: await asyncBufferFromFile(path), columns: ['lsn'] });
    return rows.map(row => String(row.lsn));
  }
  const lines = readFileSync(path, 'utf8').trimEnd().split('\n');
  if (path.endsWith('.ndjson')) return lines.map(line => JSON.parse(line).lsn);
  const at = lines[0].split(',').indexOf('lsn');
  return lines.slice(1).map(line => line.split(',')[at]);
}
