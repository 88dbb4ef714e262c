import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { readCommandLine } from '../../server/postgres/conf/commandLine.ts';
import { placeholdersIn } from '../../server/postgres/conf/placeholders.ts';
import { alwaysSucceeds, hidesFailure } from '../../server/postgres/conf/rules/shell/commandStatus.ts';
import { fileCopy } from '../../server/postgres/conf/rules/shell/fileCopies.ts';
import { programOf } from '../../server/postgres/conf/rules/shell/program.ts';
import { simpleCommands } from '../../server/postgres/conf/rules/shell/serverCommand.ts';
import { readShellTokens } from '../../server/postgres/conf/shellTokens.ts';
import { codesOn } from './advice.ts';

interface Recorded {
  /** What dash made of `p TEXT`: the words, or a syntax error. */
  readonly words: readonly { text: string; words?: string[]; error?: true }[];
  /** What bash returned for every way in which the copies in the text can succeed and fail. */
  readonly status: readonly { text: string; always: boolean; allFailAndLost: boolean; someLost: boolean }[];
}

const truth: Recorded = JSON.parse(
  gunzipSync(readFileSync(new URL('../truth/conf-rules/shell.json.gz', import.meta.url))).toString(),
);

test('words are cut and unquoted as a real shell does, and its syntax errors are found', () => {
  for (const { text, words, error } of truth.words) {
    const line = readCommandLine(`p ${text}`);
    if (error) {
      assert.ok(line.fault, text);
      continue;
    }
    assert.equal(line.fault, undefined, text);
    const [first] = simpleCommands(line.list);
    assert.deepEqual(
      first.words.slice(1).map(word => word.text),
      words,
      text,
    );
  }
});

test('no command is said to hide a failure, or to succeed always, that does not in a real shell', () => {
  for (const { text, always, someLost } of truth.status) {
    const { list } = readCommandLine(text);
    if (alwaysSucceeds(list)) assert.ok(always, text);
    if (hidesFailure(list)) assert.ok(someLost, text);
  }
});

test('of the commands that hide a failure in a real shell at least nine in ten are found', () => {
  const hiding = truth.status.filter(({ allFailAndLost }) => allFailAndLost);
  const missed = hiding.filter(({ text }) => !hidesFailure(readCommandLine(text).list));
  assert.ok(hiding.length > 100);
  assert.ok(missed.length <= hiding.length / 10, missed.map(({ text }) => text).join('\n'));
});

const copyOf = (text: string) => fileCopy([...simpleCommands(readCommandLine(text).list)][0]);

test('the target of a copy is known for the usual programs', () => {
  assert.equal(copyOf('cp %p /a/%f')?.target.text, '/a/%f');
  assert.equal(copyOf('cp -p -t /a %p')?.target.text, '/a');
  assert.equal(copyOf('/usr/bin/rsync -a -e "ssh -p 22" %p host:/a/%f')?.remote, true);
  assert.equal(copyOf('scp -P 22 %p host:/a/%f')?.target.text, 'host:/a/%f');
  assert.equal(copyOf('sudo -u postgres cp %p "/a b/%f"')?.target.text, '/a b/%f');
  assert.equal(copyOf('gzip < %p > /a/%f.gz')?.target.text, '/a/%f.gz');
  assert.equal(copyOf('dd if=%p of=/a/%f conv=fsync')?.how, 'dd conv=fsync');
  assert.equal(copyOf('pgbackrest archive-push %p > /tmp/x.log'), undefined);
});

test('what happens to an existing target depends on the options', () => {
  assert.equal(copyOf('cp -i %p /a/%f')?.existing, 'refused');
  assert.equal(copyOf('cp -n %p /a/%f')?.existing, 'skipped');
  assert.equal(copyOf('rsync --ignore-existing %p /a/%f')?.existing, 'skipped');
  assert.equal(copyOf('cp --preserve %p /a/%f')?.existing, 'overwritten');
});

test('the program is found behind others that run it', () => {
  const program = (text: string) => programOf([...simpleCommands(readCommandLine(text).list)][0])?.name;
  assert.equal(program('PGHOST=/tmp nice -n 10 /usr/bin/pgbackrest archive-push %p'), 'pgbackrest');
  assert.equal(program('envdir /etc/wal-e.d/env wal-e wal-push %p'), 'wal-e');
  assert.equal(program('chpst -e /etc/wal-e.d/env wal-e wal-fetch %f %p'), 'wal-e');
  assert.equal(program('timeout 60 cp %p /a'), 'cp');
});

test('placeholders are read from left to right', () => {
  const found = placeholdersIn('a%%p %p %');
  assert.deepEqual(
    found.map(({ letter, start }) => [letter, start]),
    [
      ['%', 1],
      ['p', 5],
      ['', 8],
    ],
  );
});

test('any text is read without an exception, with places inside it, and its tokens do not overlap', () => {
  const piece = fc.constantFrom(
    'cp',
    ' ',
    "'",
    '"',
    '\\',
    '$(',
    ')',
    '(',
    '{',
    '}',
    '&&',
    '|',
    ';',
    '>',
    '2>',
    '`',
    '%p',
    '\n',
    '#',
    '!',
    'if',
    'fi',
    '${',
  );
  fc.assert(
    fc.property(fc.array(fc.oneof(piece, fc.string())), pieces => {
      const text = pieces.join('');
      const line = readCommandLine(text);
      alwaysSucceeds(line.list);
      hidesFailure(line.list);
      let end = 0;
      for (const token of readShellTokens(text).tokens) {
        assert.ok(token.start >= end && token.end > token.start && token.end <= text.length);
        end = token.end;
      }
    }),
    { seed: 4, numRuns: 3000 },
  );
});

test('deep nesting and long commands end', () => {
  assert.ok(readCommandLine('('.repeat(20_000)).fault);
  assert.ok(readCommandLine('$('.repeat(20_000)).fault);
  assert.equal(readCommandLine('true && '.repeat(20_000)).list.length, 20_000);
});

test('overlong commands and long runs of blanks are no work', async () => {
  const joined = `archive_mode = on\narchive_command = '${'cp %p /a/%f && '.repeat(20_000)}true'`;
  assert.deepEqual(await codesOn(joined), []);
  const blanks = ' '.repeat(200_000);
  const lists = ['unix_socket_directories', 'shared_preload_libraries', 'recovery_target_time'];
  for (const name of lists) await codesOn(`${name} = 'a${blanks}b'`);
});
