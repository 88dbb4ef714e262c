import assert from 'node:assert/strict';
import { test } from 'node:test';
import { memorySource } from '../../server/bytes/memoryFiles.ts';
import { parseLsn } from '../../server/postgres/lsn.ts';
import { majors } from '../../server/postgres/majors.ts';
import { openWal } from '../../server/postgres/wal/openWal.ts';
import { edited } from './edits.ts';
import { bytesOf, recorded } from './fixtures.ts';
import { collect, headLine, standardError } from './heads.ts';
import type { RecordedCase } from './recorded.ts';
import { readVerdicts, type Verdict, verdictDigest } from './verdicts.ts';

const cases = new Map(recorded.cases.map(one => [one.id, one]));
const verdicts = readVerdicts();

async function ours(one: RecordedCase, { edits, truncate, start, end }: Verdict) {
  const bytes = edited(bytesOf(one), edits).subarray(0, truncate);
  const wal = await openWal([{ source: memorySource(bytes), name: one.file }], { major: one.major });
  const range = { start: start ? parseLsn(start) : undefined, end: end ? parseLsn(end) : undefined };
  const { records, end: how } = await collect(wal, headLine, range);
  return {
    records: records.length,
    digest: verdictDigest(records),
    stderr: standardError(wal, how),
    exit: how.exitStatus,
  };
}

for (const major of majors)
  test(`${major}: damaged segments end where and as pg_waldump says`, async () => {
    let compared = 0;
    for (const verdict of verdicts) {
      const one = cases.get(verdict.id);
      if (one?.major !== major) continue;
      const { records, digest, stderr, exit } = verdict;
      assert.deepEqual(await ours(one, verdict), { records, digest, stderr, exit }, JSON.stringify(verdict));
      compared++;
    }
    assert.ok(compared >= 100, `${compared} compared`);
  });
