// Damages recorded segments in many ways and keeps what that major's pg_waldump says about each:
//   node --import tsx scripts/record-wal-verdicts.ts FOLDER...
// Each FOLDER holds MAJOR/bin/pg_waldump. Writes test/truth/wal-verdicts.json.gz.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { formatLsn, type Lsn } from '../server/postgres/lsn.ts';
import { majors } from '../server/postgres/majors.ts';
import type { Wal } from '../server/postgres/wal/wal.ts';
import { type Edit, edited, pageBytes } from '../test/wal/edits.ts';
import { bytesOf, openBytes, recorded, seeded } from '../test/wal/fixtures.ts';
import { collect } from '../test/wal/heads.ts';
import { headOf, type RecordedCase } from '../test/wal/recorded.ts';
import { type Verdict, verdictDigest } from '../test/wal/verdicts.ts';

const output = new URL('../test/truth/wal-verdicts.json.gz', import.meta.url).pathname;
const folders = process.argv.slice(2);
const verdictsOfMajor = 150;
const random = seeded(20);
const below = (limit: number) => Math.floor(random() * limit);
const pick = <T>(from: readonly T[]): T => from[below(from.length)];
const anyBytes = (count: number) => Array.from({ length: count }, () => below(256));

/** Most of what was written lies in the first half. */
const anyPage = (size: number) => below(size / pageBytes / (1 + below(2))) * pageBytes;

const damages: ((bytes: Uint8Array, wal: Wal) => Edit[] | Promise<Edit[]>)[] = [
  bytes => {
    const at = below(bytes.length);
    return [{ at, bytes: [bytes[at] ^ (1 << below(8))] }];
  },
  bytes => [{ at: anyPage(bytes.length) + below(24), bytes: anyBytes(1) }],
  bytes => {
    const at = anyPage(bytes.length) + pick([0, 2, 4, 8, 16, 17, 20, 24, 32, 36]);
    return [{ at, bytes: [bytes[at] ^ (1 << below(8))] }];
  },
  bytes => [{ at: below(bytes.length), zeros: below(30000) }],
  bytes => [{ at: anyPage(bytes.length), from: anyPage(bytes.length) }],
  bytes => {
    const at = anyPage(bytes.length);
    const flags = { at: at + 2, bytes: [bytes[at + 2] ^ pick([1, 8, 9, 2, 4, 5])] };
    return [flags, { at: at + 16, bytes: [below(256), below(36), 0, 0] }];
  },
  bytes => [{ at: below(bytes.length) & ~7, bytes: [...anyBytes(2), ...pick([[0, 0], anyBytes(2)])] }],
  inHeaders,
  inHeaders,
];

/** Changes the headers of a record's blocks, with the right checksum for it. */
async function inHeaders(bytes: Uint8Array, wal: Wal): Promise<Edit[]> {
  const { records } = await collect(wal, ({ position, totalLength, blocks }, i) => ({
    record: position[i],
    length: totalLength[i],
    blocks: blocks[i],
  }));
  const onPage = records.filter(
    ({ record, length, blocks }) => (record % pageBytes) + length <= pageBytes && blocks,
  );
  if (!onPage.length) return [];
  const { record, length } = pick(onPage);
  const at = record + 24 + below(Math.min(length - 24, pick([4, 12, 40])));
  return [{ record, length, at, bytes: [pick([bytes[at] ^ (1 << below(8)), below(256)])] }];
}

async function damaged(one: RecordedCase): Promise<Omit<Verdict, 'records' | 'digest' | 'stderr' | 'exit'>> {
  const bytes = bytesOf(one);
  const wal = await openBytes(bytes, one.file);
  const edits = await pick(damages)(bytes, wal);
  const plain = { id: one.id, edits };
  if (below(4) === 0)
    return { ...plain, truncate: pick([below(bytes.length), below(bytes.length / pageBytes) * pageBytes]) };
  if (below(3)) return plain;
  const start = wal.start + BigInt(below(bytes.length));
  const end = start + BigInt(below(2 ** below(20)));
  return {
    ...plain,
    start: formatLsn(start),
    end: below(2) && end <= wal.end ? formatLsn(end as Lsn) : undefined,
  };
}

function waldump(one: RecordedCase, damage: Awaited<ReturnType<typeof damaged>>) {
  const program = folders.map(folder => join(folder, String(one.major), 'bin/pg_waldump')).find(existsSync);
  if (!program) throw new Error(`no pg_waldump ${one.major} in ${folders.join(', ')}`);
  const work = mkdtempSync(join(tmpdir(), 'wal-verdicts-'));
  try {
    writeFileSync(join(work, one.file), edited(bytesOf(one), damage.edits).subarray(0, damage.truncate));
    const range = [damage.start && `--start=${damage.start}`, damage.end && `--end=${damage.end}`];
    const options = {
      cwd: work,
      env: { TZ: 'UTC', LC_ALL: 'C' },
      maxBuffer: 1 << 28,
      encoding: 'latin1',
    } as const;
    return spawnSync(program, [...range.filter(arg => arg !== undefined), one.file], options);
  } finally {
    rmSync(work, { recursive: true });
  }
}

const verdicts: Verdict[] = [];
for (const major of majors) {
  const cases = recorded.cases.filter(one => one.major === major && /^[0-9A-F]{24}$/.test(one.file));
  for (let n = 0; n < verdictsOfMajor; ) {
    const one = pick(cases);
    const damage = await damaged(one);
    const { status, stdout, stderr } = waldump(one, damage);
    // Some descriptions of its own crash pg_waldump on records that no server writes
    if (status === null) continue;
    const heads = stdout
      .split('\n')
      .filter(line => line.startsWith('rmgr: '))
      .map(headOf);
    const told = stderr.replace(/^pg_waldump: (?:info: )?first record is after .*\n/m, '');
    verdicts.push({
      ...damage,
      records: heads.length,
      digest: verdictDigest(heads),
      stderr: told,
      exit: status,
    });
    n++;
  }
}
writeFileSync(
  output,
  gzipSync(`[\n${verdicts.map(verdict => JSON.stringify(verdict)).join(',\n')}\n]\n`, { level: 9 }),
);
console.log(`${verdicts.length} verdicts`);
