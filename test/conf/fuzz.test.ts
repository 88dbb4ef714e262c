import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { MemoryFiles } from '../../server/bytes/memoryFiles.ts';
import { settingsOf } from '../../server/postgres/conf/catalogue.ts';
import { judgeFile } from '../../server/postgres/conf/judgeFile.ts';
import { majors } from '../../server/postgres/majors.ts';

const major = fc.constantFrom(...majors);
const values = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 20 }),
  fc.constantFrom('on', '1e400', '0x', "'", "''", '-1', '99999999999999999999', '1 GB', 'ANY 2 (a, "b"', '%'),
  fc.constantFrom('2024-13-01', 'Jan 1 99 BC', 'infinity', '1.5.2', '24:00:00 +99', '20240102 030405.5'),
  fc.constantFrom('UTC+3', 'interval', '<', 'a:b', 'debug:x,y', '1'.repeat(400)),
);

test('any value of any setting in any major is read without failing', async () => {
  await fc.assert(
    fc.asyncProperty(major, fc.nat(), values, async (of, pick, value) => {
      const settings = settingsOf(of);
      const name = settings[pick % settings.length].name;
      const text = `${name} = '${value.replaceAll('\\', '\\\\').replaceAll("'", "''")}'\n`;
      const files = new MemoryFiles([['/d/postgresql.conf', text]]);
      const { problems } = await judgeFile(files, '/d/postgresql.conf', { major: of });
      for (const { message, line } of problems) assert.ok(message && line >= 1);
    }),
    { seed: 4, numRuns: 6000 },
  );
});

test('any bytes are read without failing, as settings and as recovery.conf', async () => {
  const bytes = fc.uint8Array({ maxLength: 120 });
  await fc.assert(
    fc.asyncProperty(major, bytes, async (of, content) => {
      for (const path of ['/d/postgresql.conf', '/d/recovery.conf']) {
        const files = new MemoryFiles([[path, content]]);
        assert.ok(Array.isArray((await judgeFile(files, path, { major: of })).problems));
      }
    }),
    { seed: 4, numRuns: 1500 },
  );
});
