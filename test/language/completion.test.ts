import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CompletionItem, TextEdit } from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { resolveCompletion } from '../../server/language/conf/completion.ts';
import { setups } from '../../server/language/conf/setups.ts';
import { majors } from '../../server/postgres/majors.ts';
import { textOf } from './client.ts';
import { type SceneOptions, scene } from './workspace.ts';

async function complete(text: string, options: SceneOptions = { major: 16 }): Promise<CompletionItem[]> {
  const { features, document, position } = scene(text, options);
  const items = (await features.completion?.(document, position)) ?? [];
  return items.sort((a, b) => ((a.sortText ?? a.label) < (b.sortText ?? b.label) ? -1 : 1));
}

const labels = (items: CompletionItem[]) => items.map(({ label }) => label);

/** The text after an item was taken, without the cursor. */
async function taken(text: string, label: string, options?: SceneOptions): Promise<string> {
  const { document } = scene(text, options);
  const item = (await complete(text, options)).find(item => item.label === label);
  assert.ok(item, `${label} is not offered in ${text}`);
  return expand(TextDocument.applyEdits(document, [item.textEdit as TextEdit]));
}

/** A snippet with its defaults. */
function expand(snippet: string): string {
  const defaults = new Map(
    [...snippet.matchAll(/\$\{(\d)(?::([^}]*)|\|([^,|]*)[^}]*)\}/g)].map(([, n, text, first]) => [
      n,
      text ?? first,
    ]),
  );
  return snippet.replace(/\$\{(\d)[^}]*\}|\$(\d)/g, (_, n, again) => defaults.get(n ?? again) ?? '');
}

test('names come with their documentation, without those that can not be set', async () => {
  const items = await complete('');
  assert.ok(labels(items).includes('archive_command'));
  assert.ok(labels(items).includes('include_dir'));
  assert.ok(!labels(items).includes('wal_block_size'));
  const item = resolveCompletion(items.find(({ label }) => label === 'archive_mode')!);
  assert.match(JSON.stringify(item.documentation), /restart/);
});

test('names are those of the major', async () => {
  assert.ok(labels(await complete('', { major: 12 })).includes('wal_keep_segments'));
  assert.ok(!labels(await complete('', { major: 13 })).includes('wal_keep_segments'));
  assert.ok(!labels(await complete('', { major: 11 })).includes('restore_command'));
  assert.ok(labels(await complete('', { path: '/data/recovery.conf', major: 11 })).includes('standby_mode'));
});

test('what belongs together with the settings of the file comes first, what is there comes last', async () => {
  const items = (await complete('archive_mode = on\n|')).filter(({ detail }) => detail !== 'set-up');
  assert.deepEqual(labels(items).slice(0, 2), ['archive_command', 'archive_library']);
  assert.equal(labels(items).at(-1), 'archive_mode');
});

test('a name replaces the word under the cursor and nothing else', async () => {
  assert.equal(await taken('arch|', 'archive_command'), 'archive_command = ');
  assert.equal(await taken('arch| = on # x', 'archive_mode'), 'archive_mode = on # x');
  assert.equal(await taken('a = 1\r\n|\r\nb = 2', 'fsync'), 'a = 1\r\nfsync = \r\nb = 2');
});

test('enumerations and booleans', async () => {
  assert.deepEqual(labels(await complete('wal_level = |')), ['minimal', 'replica', 'logical']);
  assert.deepEqual(labels(await complete('fsync = |')), ['on', 'off']);
  assert.equal(await taken('wal_level = mi|', 'minimal'), 'wal_level = minimal');
  assert.equal(await taken("wal_level = 'mi|'", 'minimal'), "wal_level = 'minimal'");
  assert.equal(await taken("wal_level = 'mi|", 'minimal'), "wal_level = 'minimal'");
  assert.equal(await taken('wal_level |', 'minimal'), 'wal_level = minimal');
  assert.equal(await taken('wal_level = |   # why', 'minimal'), 'wal_level = minimal   # why');
});

test('a number is offered in the units that keep it in range, and of that major only', async () => {
  assert.deepEqual(labels(await complete('max_wal_size = 4|')), ['4GB', '4MB', '4TB']);
  assert.deepEqual(labels(await complete('checkpoint_timeout = 40|')), ['40min', '40s']);
  assert.ok(!labels(await complete('wal_sender_timeout = 900|', { major: 11 })).includes('900us'));
  assert.equal(await taken("max_wal_size = '4| # x", '4GB'), "max_wal_size = '4GB' # x");
});

test('placeholders of commands, and whole commands', async () => {
  assert.deepEqual(labels(await complete("archive_command = 'cp %|'")), ['%p', '%f', '%%']);
  assert.deepEqual(labels(await complete("restore_command = 'cp %|'")), ['%f', '%p', '%r', '%%']);
  assert.equal(
    await taken('restore_command = |', 'copy from a folder'),
    'restore_command = \'cp /mnt/archive/%f "%p"\'',
  );
  assert.equal(await taken("archive_command = '|'", 'WAL-G'), 'archive_command = \'wal-g wal-push "%p"\'');
});

test('keywords of a connection, then their values, of that major only', async () => {
  assert.equal(
    await taken("primary_conninfo = 'host=a ssl|'", 'sslmode'),
    "primary_conninfo = 'host=a sslmode='",
  );
  assert.equal(await taken('primary_conninfo = |', 'host'), "primary_conninfo = 'host='");
  assert.ok(!labels(await complete("primary_conninfo = 'host=a |'")).includes('host'));
  assert.ok(labels(await complete("primary_conninfo = 'sslmode=|'")).includes('verify-full'));
  assert.ok(!labels(await complete("primary_conninfo = '|'", { major: 12 })).includes('sslnegotiation'));
  assert.ok(labels(await complete("primary_conninfo = '|'", { major: 17 })).includes('sslnegotiation'));
});

test('items of a list, but for those that are in it', async () => {
  assert.deepEqual(labels(await complete("log_destination = 'stderr, |'", { major: 14 })), [
    'csvlog',
    'syslog',
    'eventlog',
  ]);
  assert.equal(await taken("log_destination = 'stderr,cs|'", 'csvlog'), "log_destination = 'stderr,csvlog'");
  assert.equal(await taken('synchronous_standby_names = |', '*'), "synchronous_standby_names = '*'");
});

const archive = {
  '/data/pg_wal/00000002.history': '1\t0/3000000\tno recovery target specified\n',
  '/mnt/archive/0000000A.history': '1\t0/4000000\tbefore transaction 700\n',
  '/mnt/archive/000000010000000000000003': '',
  '/mnt/archive/000000010000000000000003.00000028.backup': `START WAL LOCATION: 0/3000028 (file 000000010000000000000003)
STOP WAL LOCATION: 0/30000F8 (file 000000010000000000000003)
CHECKPOINT LOCATION: 0/3000060
BACKUP METHOD: streamed
BACKUP FROM: primary
START TIME: 2026-08-04 12:04:58 UTC
LABEL: nightly
START TIMELINE: 1
STOP TIME: 2026-08-04 12:05:03 UTC
STOP TIMELINE: 1
`,
};

async function targets(setting: string): Promise<string[]> {
  const text = `restore_command = 'cp /mnt/archive/%f %p'\n${setting} = '|'`;
  const items = await complete(text, { major: 16, files: archive });
  return items.map(({ label, labelDetails }) => `${label}: ${labelDetails?.description}`);
}

test('targets come from the archive that the commands name, and from pg_wal', async () => {
  assert.deepEqual(await targets('recovery_target_timeline'), [
    'latest: default',
    'current: undefined',
    '10: left timeline 1 at 0/4000000: before transaction 700',
    '2: left timeline 1 at 0/3000000: no recovery target specified',
  ]);
  assert.deepEqual(await targets('recovery_target_lsn'), [
    '0/30000F8: backup nightly is consistent',
    '0/4000000: timeline 10 left 1',
    '0/3000000: timeline 2 left 1',
  ]);
  const [backup, present] = await targets('recovery_target_time');
  assert.match(present, /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\+00: now, in UTC$/);
  assert.equal(backup, '2026-08-04 12:05:03+00: backup nightly ended');
});

test('files and folders for includes', async () => {
  const files = { '/data/conf.d/a.conf': '', '/data/extra.conf': '', '/data/notes.txt': '' };
  assert.deepEqual(labels(await complete("include '|'", { files })), [
    'conf.d',
    'extra.conf',
    'postgresql.conf',
  ]);
  assert.deepEqual(labels(await complete("include_dir '|'", { files })), ['conf.d']);
  assert.equal(await taken('include conf.d/|', 'conf.d/a.conf', { files }), 'include = conf.d/a.conf');
  assert.equal(await taken('include_dir |', 'conf.d', { files }), "include_dir = 'conf.d'");
});

test('the line that tells the major', async () => {
  assert.ok(labels(await complete('# p|')).includes('# postgresql: 16'));
  assert.deepEqual(await complete('# |'), []);
});

test('nothing is offered behind a complete line or within a comment', async () => {
  assert.deepEqual(await complete('fsync = on |'), []);
  assert.deepEqual(await complete('fsync = on # fs|'), []);
});

for (const major of majors) {
  test(`every set-up is accepted by ${major} as it is`, async () => {
    for (const recoveryConf of [false, true]) {
      for (const setup of setups) {
        const body = setup.body(major, recoveryConf);
        if (body === undefined) continue;
        const path = recoveryConf ? '/data/recovery.conf' : '/data/postgresql.conf';
        const signal = /(\w+\.signal)/.exec(body)?.[1];
        const files = {
          '/data/PG_VERSION': `${major}\n`,
          '/data/pg_hba.conf': '',
          ...(signal && { [`/data/${signal}`]: '' }),
        };
        const { features, document } = scene(expand(body), { path, files });
        const errors = (await features.diagnostics(document)).filter(({ severity }) => severity === 1);
        assert.deepEqual(errors.map(textOf), [], `${setup.label} in ${path} of ${major}`);
      }
    }
  });
}
