// Records what real servers say of damaged small files when they start:
//   node --import tsx scripts/record-files/damaged.ts SERVERS [MAJOR...]
// SERVERS is as for scripts/record-files.mjs. Writes test/truth/files/damaged.json.gz: for each major a list of
// { case, file, bytes (base64), lines: [{ level, message, detail?, hint? }] }.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { crc32c } from '../../server/postgres/crc32c.ts';
import { controlLayout } from '../../server/postgres/files/controlLayout.ts';
import { majors as allMajors, type Major } from '../../server/postgres/majors.ts';
import { attempt, program, run, write } from './servers.mjs';

const [servers, ...wanted] = process.argv.slice(2);
if (!servers) {
  console.error('usage: node --import tsx scripts/record-files/damaged.ts SERVERS [MAJOR...]');
  process.exit(2);
}
const port = '5988';
const output = new URL('../../test/truth/files/damaged.json.gz', import.meta.url);
const result = existsSync(output) ? JSON.parse(gunzipSync(readFileSync(output)).toString()) : {};

interface Line {
  level: string;
  message: string;
  detail?: string;
  hint?: string;
}

/** A way to damage a file: what becomes of its bytes, and of its name. */
interface Damage {
  readonly name: string;
  readonly file: string;
  readonly change: (bytes: Uint8Array) => Uint8Array;
  readonly rename?: string;
}

function recordMajor(major: Major) {
  const root = `/tmp/walscope-damaged-${major}`;
  run('rm', ['-rf', root]);
  run('mkdir', ['-p', root]);
  const original = join(root, 'original');
  makeCluster(major, root, original);
  const recorded = damages(major, original).map(damage => {
    const data = join(root, 'data');
    run('rm', ['-rf', data]);
    run('cp', ['-a', original, data]);
    const path = join(data, damage.file);
    const before = existsSync(path) ? (run('cat', [path], { encoding: 'buffer' }) as unknown as Buffer) : '';
    const bytes = damage.change(new Uint8Array(Buffer.from(before)));
    const target = join(data, damage.rename ?? damage.file);
    if (damage.rename) run('rm', [path]);
    write(target, Buffer.from(bytes));
    run('chmod', ['600', target]);
    const lines = startAndListen(major, data);
    const file = damage.rename ?? damage.file;
    return { case: damage.name, file, bytes: Buffer.from(bytes).toString('base64'), lines };
  });
  run('rm', ['-rf', root]);
  return recorded;
}

function makeCluster(major: Major, root: string, data: string): void {
  run(program(servers, 'initdb', major), ['-D', data, '-N', '-A', 'trust', '-U', 'postgres']);
  const settings = `listen_addresses = ''\nunix_socket_directories = '/tmp'\nmax_prepared_transactions = 5
wal_level = replica\nmax_replication_slots = 5\nfsync = off\nlog_line_prefix = '|'\n`;
  write(join(data, 'postgresql.conf'), settings, true);
  const ctl = (...args: string[]) =>
    run(program(servers, 'pg_ctl', major), ['-D', data, '-w', '-l', join(root, 'log'), ...args]);
  ctl('-o', `-p ${port}`, 'start');
  const sql = (text: string) =>
    run(program(servers, 'psql', Math.max(major, 13)), [
      '-h',
      '/tmp',
      '-p',
      port,
      '-d',
      'postgres',
      '-qX',
      '-c',
      text,
    ]);
  sql("select pg_create_physical_replication_slot('slot', true)");
  sql('create table t (id int)');
  write(
    join(root, 'prepare.sql'),
    `begin; insert into t values (1); prepare transaction 'p';
    begin; insert into t values (2); prepare transaction 'q';`,
  );
  run(program(servers, 'psql', Math.max(major, 13)), [
    '-h',
    '/tmp',
    '-p',
    port,
    '-d',
    'postgres',
    '-qX',
    '-f',
    join(root, 'prepare.sql'),
  ]);
  sql('checkpoint');
  ctl('-m', 'fast', 'stop');
}

/** The messages above LOG of a start that may fail, in order; one that succeeds is ended after a moment. */
function startAndListen(major: Major, data: string): Line[] {
  const moment = '2';
  const server = program(servers, 'postgres', major);
  const { stderr } = attempt('timeout', ['-s', 'INT', '-k', moment, moment, server, '-D', data, '-p', port]);
  const lines: Line[] = [];
  for (const text of stderr.replaceAll(data, '@PGDATA@').split('\n')) {
    const match = /^\|?(?:\S+ \S+ \S+ \[\d+\] )?(PANIC|FATAL|ERROR|WARNING|DETAIL|HINT): {2}(.*)$/.exec(text);
    const last = lines.at(-1);
    if (!match) continue;
    if (match[1] === 'DETAIL' && last) last.detail = match[2];
    else if (match[1] === 'HINT' && last) last.hint = match[2];
    else lines.push({ level: match[1], message: match[2] });
  }
  return lines;
}

function damages(major: Major, data: string): Damage[] {
  const [twoPhase, otherTransaction] = readdirSync(join(data, 'pg_twophase')).map(
    name => `pg_twophase/${name}`,
  );
  const slot = 'pg_replslot/slot/state';
  const map = 'global/pg_filenode.map';
  const control = 'global/pg_control';
  return [
    { name: 'slot-magic', file: slot, change: flip(0) },
    { name: 'slot-version', file: slot, change: flip(8) },
    { name: 'slot-length', file: slot, change: flip(12) },
    { name: 'slot-checksum', file: slot, change: flip(20) },
    { name: 'slot-header-cut', file: slot, change: cut(10) },
    { name: 'slot-cut', file: slot, change: cut(100) },
    { name: 'slot-empty', file: slot, change: cut(0) },
    { name: 'two-phase-magic', file: twoPhase, change: flip(0) },
    { name: 'two-phase-length', file: twoPhase, change: flip(4) },
    { name: 'two-phase-checksum', file: twoPhase, change: flip(40) },
    { name: 'two-phase-tiny', file: twoPhase, change: cut(20) },
    { name: 'two-phase-unaligned', file: twoPhase, change: bytes => bytes.slice(0, -1) },
    { name: 'two-phase-other-transaction', file: twoPhase, rename: otherTransaction, change: bytes => bytes },
    { name: 'map-magic', file: map, change: flip(0) },
    { name: 'map-count', file: map, change: set(4, 200) },
    { name: 'map-checksum', file: map, change: flip(12) },
    { name: 'map-cut', file: map, change: cut(100) },
    { name: 'control-checksum', file: control, change: flip(40) },
    { name: 'control-cut', file: control, change: cut(100) },
    { name: 'control-empty', file: control, change: cut(0) },
    { name: 'control-version', file: control, change: flip(9) },
    { name: 'control-byte-order', file: control, change: swapByteOrder(major) },
    ...controlFields.map(([key, value]) => ({
      name: `control-${key}`,
      file: control,
      change: setControl(major, key, value),
    })),
    { name: 'label-empty', file: 'backup_label', change: cut(0) },
    { name: 'label-garbage', file: 'backup_label', change: text('hello\n') },
    { name: 'label-crlf', file: 'backup_label', change: text(labelText.replaceAll('\n', '\r\n')) },
    {
      name: 'label-timeline',
      file: 'backup_label',
      change: text(labelText.replace('TIMELINE: 1', 'TIMELINE: 7')),
    },
    { name: 'pid-empty', file: 'postmaster.pid', change: cut(0) },
    { name: 'pid-garbage', file: 'postmaster.pid', change: text('hello\nworld\n') },
    { name: 'version-garbage', file: 'PG_VERSION', change: text('hello\n') },
    { name: 'version-old', file: 'PG_VERSION', change: text('9.6\n') },
  ];
}

const controlFields = [
  ['catalogVersion', 201001011],
  ['maxAlign', 4],
  ['blockSize', 16384],
  ['relationSegmentBlocks', 65536],
  ['walBlockSize', 16384],
  ['walSegmentSize', 3_000_000],
  ['nameDataLength', 128],
  ['toastMaxChunkSize', 1000],
] as const;

const labelText = `START WAL LOCATION: 0/3000028 (file 000000010000000000000003)
CHECKPOINT LOCATION: 0/3000060
BACKUP METHOD: streamed
BACKUP FROM: primary
START TIME: 2026-11-23 09:00:00 UTC
LABEL: by hand
START TIMELINE: 1
`;

function flip(at: number) {
  return (bytes: Uint8Array) => bytes.map((byte, i) => (i === at ? byte ^ 1 : byte));
}

function set(at: number, value: number) {
  return (bytes: Uint8Array) => bytes.map((byte, i) => (i === at ? value : byte));
}

function cut(length: number) {
  return (bytes: Uint8Array) => bytes.slice(0, length);
}

function text(content: string) {
  return () => new TextEncoder().encode(content);
}

/** Sets a 32-bit member of pg_control and makes the checksum right again. */
function setControl(major: Major, key: string, value: number) {
  return (original: Uint8Array) => {
    const bytes = original.slice();
    const view = new DataView(bytes.buffer);
    const layout = controlLayout(major);
    view.setUint32(layout.find(member => member.key === key)!.offset, value, true);
    const crc = layout.at(-1)!.offset;
    view.setUint32(crc, crc32c(bytes.subarray(0, crc)), true);
    return bytes;
  };
}

function swapByteOrder(major: Major) {
  return (original: Uint8Array) => {
    const bytes = original.slice();
    for (const { offset, length, type } of controlLayout(major))
      if (type !== 'bytes32') bytes.subarray(offset, offset + length).reverse();
    return bytes;
  };
}

for (const major of allMajors.filter(major => !wanted.length || wanted.includes(String(major)))) {
  result[major] = recordMajor(major);
  console.log(major, result[major].map((entry: { case: string }) => entry.case).join(' '));
}
writeFileSync(output, gzipSync(JSON.stringify(result), { level: 9 }));
