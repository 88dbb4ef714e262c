import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Location, MarkupContent } from 'vscode-languageserver';
import { recorded } from '../files/truth.ts';
import { textOf } from './client.ts';
import { type SceneOptions, scene } from './workspace.ts';

const segment = '000000010000000000000003';
const label = `START WAL LOCATION: 0/3000028 (file ${segment})
CHECKPOINT LOCATION: 0/3000060
BACKUP METHOD: streamed
BACKUP FROM: primary
START TIME: 2026-03-04 20:47:21 UTC
LABEL: nightly
START TIMELINE: 1
`;

async function look(text: string, options: SceneOptions) {
  const { features, document, position } = scene(text, { language: 'plaintext', ...options });
  const hover = await features.hover?.(document, position);
  const definition = (await features.definition?.(document, position)) as Location | null;
  return {
    says: (hover?.contents as MarkupContent | undefined)?.value,
    leadsTo: definition?.uri,
    links: ((await features.links?.(document)) ?? []).map(({ target }) => target),
    problems: (await features.diagnostics(document)).map(textOf),
  };
}

test('a history line leads from its timeline to the history file, from its LSN to the segment', async () => {
  const files = {
    '/archive/00000002.history': '1\t0/4000000\tno recovery target specified\n',
    '/archive/000000020000000000000005.gz': '',
  };
  const path = '/archive/00000003.history';
  const text = '1\t0/4000000\tno recovery target specified\n\n2\t0/5000028\tbefore 2026-01-02 03:04:05+00\n';
  const timeline = await look(text.replace('\n2', '\n|2'), { path, files });
  assert.match(timeline.says!, /Timeline 2, an ancestor/);
  assert.equal(timeline.leadsTo, 'file:///archive/00000002.history');
  const lsn = await look(text.replace('0/5000028', '0/5|000028'), { path, files });
  assert.match(
    lsn.says!,
    /offset `0x28` of segment `000000020000000000000005`, if segments have the usual 16 MB/,
  );
  assert.equal(lsn.leadsTo, 'file:///archive/000000020000000000000005.gz');
  const reason = await look(text.replace('before 2026', 'bef|ore 2026'), { path, files });
  assert.match(reason.says!, /Why timeline 3 began: recovery stopped before the first commit later/);
  assert.deepEqual(reason.problems, []);
});

test('a history file has the problems that the server has with it', async () => {
  const found = await look('x\t0/4000000\tno\n', { path: '/archive/00000003.history' });
  assert.deepEqual(found.problems, [
    'syntax error in history file: x\t0/4000000\tno\n\nExpected a numeric timeline ID.',
  ]);
});

test('a backup label leads to the segment where replay begins', async () => {
  const files = { '/data/PG_VERSION': '16\n', [`/data/pg_wal/${segment}`]: '' };
  const path = '/data/backup_label';
  const location = await look(label.replace('0/3000028', '0/300|0028'), { path, files });
  assert.match(location.says!, /Replay begins here/);
  assert.deepEqual(location.links, Array(3).fill(`file:///data/pg_wal/${segment}`));
  const method = await look(label.replace('streamed', 'str|eamed'), { path, files });
  assert.match(method.says!, /recovery waits for its end record/);
  assert.deepEqual(method.problems, []);
});

test('a damaged backup label has the problem that the server of that major has', async () => {
  const bad = label.replace('TIMELINE: 1', 'TIMELINE: 2');
  const found = await look(bad, { path: '/data/backup_label', files: { '/data/PG_VERSION': '12\n' } });
  assert.deepEqual(found.problems, [
    'invalid data in file "backup_label"\nTimeline ID parsed is 2, but expected 1.',
  ]);
  const old = await look(bad, { path: '/data/backup_label', files: { '/data/PG_VERSION': '10\n' } });
  assert.deepEqual(old.problems, []);
});

test('a backup history file is read by its name', async () => {
  const text = label.replace('CHECKPOINT', `STOP WAL LOCATION: 0/30000F8 (file ${segment})\nCHECKPOINT`);
  const good = await look(text, { path: `/archive/${segment}.00000028.backup` });
  assert.deepEqual(good.problems, []);
  const wrong = await look(text, { path: '/archive/000000010000000000000007.00000028.backup' });
  assert.match(wrong.problems[0], /the content says 000000010000000000000003/);
});

test('a tablespace map says what links recovery makes', async () => {
  const files = { '/data/PG_VERSION': '16\n' };
  const found = await look('16384 /srv/fa|st\n', { path: '/data/tablespace_map', files });
  assert.match(found.says!, /`pg_tblspc\/16384` to `\/srv\/fast`/);
  const bad = await look('16384\n', { path: '/data/tablespace_map', files });
  assert.deepEqual(bad.problems, ['invalid data in file "tablespace_map"']);
});

test('a signal file says what it does, and that its content does nothing', async () => {
  const files = { '/data/PG_VERSION': '16\n' };
  const empty = await look('|', { path: '/data/recovery.signal', files });
  assert.match(empty.says!, /restore_command/);
  const full = await look("restore_command = 'x'\n", { path: '/data/standby.signal', files });
  assert.match(full.problems[0], /settings in it are ignored/);
});

test('any text in any of these files is answered', async () => {
  const piece = fc.constantFrom(
    '1',
    '\t',
    '0/3000028',
    ' ',
    '\n',
    '\r\n',
    label,
    segment,
    'START WAL LOCATION: ',
    '\\',
    '\0',
    'é',
    'x',
  );
  const paths = [
    '/d/00000002.history',
    '/d/backup_label',
    `/d/${segment}.00000028.backup`,
    '/d/tablespace_map',
    '/d/standby.signal',
  ];
  await fc.assert(
    fc.asyncProperty(fc.array(piece, { maxLength: 12 }), fc.constantFrom(...paths), async (pieces, path) => {
      await look(pieces.join(''), { path });
    }),
    { numRuns: 300, seed: 3 },
  );
});

test('a backup manifest is checked against its own checksum, and leads to the WAL that it needs', async () => {
  const text = new TextDecoder().decode(recorded(17).files.get('full/backup_manifest'));
  const path = '/backup/backup_manifest';
  const options = { path, language: 'json' };
  const range = await look(text.replace('"Start-LSN": "', '"Start-LSN": "|'), options);
  assert.match(range.says!, /Replay of the backup begins here/);
  assert.deepEqual(range.problems, []);
  const checksum = await look(text.replace('"Manifest-Checksum"', '"Manifest|-Checksum"'), options);
  assert.match(checksum.says!, /It fits/);
  const files = await look(text.replace('"Files"', '"Fi|les"'), options);
  assert.match(files.says!, /^\d+ files with \d+ bytes together/);
  const changed = await look(text.replace('"Size": 8192', '"Size": 8193'), options);
  assert.deepEqual(changed.problems, ['manifest checksum mismatch']);
  const cut = await look(text.slice(0, 2000), options);
  assert.match(cut.problems[0], /^this is no backup manifest\n/);
});

test('JSON of another name is none of ours', () => {
  assert.throws(() => scene('{}', { path: '/backup/other.json', language: 'json' }));
});

test('postmaster.pid says what each line means, and the server’s words when it is damaged', async () => {
  const text = new TextDecoder().decode(recorded(17).files.get('postmaster.pid'));
  const path = '/data/postmaster.pid';
  const started = await look(text.replace('\n17', '\n|17'), { path });
  assert.match(started.says!, /^When the server started: 2026-/);
  const status = await look(text.replace('ready', 're|ady'), { path });
  assert.match(status.says!, /accepted connections/);
  assert.deepEqual(status.problems, []);
  assert.match((await look('', { path })).problems[0], /^lock file "postmaster.pid" is empty/);
  assert.match((await look('x\n', { path })).problems[0], /^bogus data in lock file/);
});
