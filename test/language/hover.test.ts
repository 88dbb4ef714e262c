import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { MarkupContent } from 'vscode-languageserver';
import { type SceneOptions, scene } from './workspace.ts';

async function hover(text: string, options: SceneOptions = { major: 16 }): Promise<string | undefined> {
  const { features, document, position } = scene(text, options);
  const found = await features.hover?.(document, position);
  return (found?.contents as MarkupContent | undefined)?.value;
}

test('a name tells type, range and default in human units, and leads to the manual of the major', async () => {
  const said = await hover('shared_buf|fers = 1GB', { major: 14 });
  assert.match(said!, /128 kB to 8 TB/);
  assert.match(said!, /default `8 MB`/);
  assert.match(said!, /needs a restart/);
  assert.match(said!, /Default `128 MB` from 15 on, `8 MB` before\./);
  assert.match(
    said!,
    /https:\/\/www\.postgresql\.org\/docs\/14\/runtime-config-resource\.html#GUC-SHARED-BUFFERS/,
  );
});

test('a name tells when it came and went', async () => {
  assert.match((await hover('wal_keep_siz|e = 1GB'))!, /New in 13\./);
  assert.match((await hover('wal_keep_seg|ments = 1'))!, /not in PostgreSQL 16\. It is gone since 13\./);
  assert.match((await hover('no_such_th|ing = 1'))!, /no major from 10 to 19/);
  assert.match((await hover('my.thin|g = 1'))!, /custom setting/);
});

test('a number tells what it amounts to', async () => {
  assert.match(
    (await hover('shared_buffers = 163|84'))!,
    /\*\*128 MB\*\* \(the default\), kept as 16384 × 8kB/,
  );
  assert.match((await hover("checkpoint_timeout = '1.5|h'"))!, /\*\*1\.5 h\*\*, kept as 5400 × s/);
  assert.match((await hover('wal_keep_size = 12|x'))!, /Valid units for this parameter are "B", "kB"/);
});

test('a unit tells what it is', async () => {
  assert.match((await hover('shared_buffers = 128M|B'))!, /1024 kB/);
  assert.match((await hover('checkpoint_timeout = 5mi|n'))!, /minutes/);
});

test('a value tells what it means, in other spellings too', async () => {
  assert.match((await hover('wal_level = repl|ica'))!, /base backups/);
  assert.match((await hover('wal_level = arch|ive'))!, /means `replica`/);
  assert.match((await hover('wal_level = al|l'))!, /Available values: minimal, replica, logical\./);
});

test('placeholders and connection keywords', async () => {
  assert.match((await hover("archive_command = 'cp %|p /a/%f'"))!, /path of the segment to archive/);
  assert.match((await hover("restore_command = 'cp /a/%f %|p'"))!, /path to copy the file to/);
  assert.match(
    (await hover("primary_conninfo = 'host=a application|_name=b'"))!,
    /synchronous_standby_names/,
  );
});

test('an overridden name says where the value that holds is', async () => {
  assert.match(
    (await hover('work_m|em = 1MB\nwork_mem = 2MB'))!,
    /Without effect here:\*\* line 2 sets it later/,
  );
  const files = { '/data/postgresql.auto.conf': '# x\nwork_mem = 8MB\n' };
  assert.match((await hover('work_m|em = 1MB\n', { files }))!, /postgresql\.auto\.conf, line 2/);
});

test('directives, and nothing in comments and blanks', async () => {
  assert.match((await hover("include_d|ir 'x'"))!, /byte order/);
  assert.equal(await hover('# fsy|nc = on'), undefined);
  assert.equal(await hover('fsync = on\n|\n'), undefined);
});
