import assert from 'node:assert/strict';
import test from 'node:test';
import { parseBackupHistory, parseBackupHistoryName } from '../../server/postgres/files/backupHistory.ts';
import { parseBackupLabel } from '../../server/postgres/files/backupLabel.ts';
import {
  formatHistoryName,
  parseHistory,
  parseHistoryName,
  timelineSpans,
} from '../../server/postgres/files/history.ts';
import { parseTablespaceMap } from '../../server/postgres/files/tablespaceMap.ts';
import { formatLsn, parseLsn } from '../../server/postgres/lsn.ts';
import { filesBelow, recorded, recordedMajors, textOf } from './truth.ts';

for (const major of recordedMajors) {
  const server = recorded(major);

  test(`${major}: the label of a base backup is read without complaint`, () => {
    const text = textOf(server, 'full/backup_label');
    const { value, problems } = parseBackupLabel(text, major);
    assert.deepEqual(problems, []);
    assert.equal(value.label, 'nightly "full"');
    assert.equal(value.method, 'streamed');
    assert.equal(value.endRequired, true);
    assert.equal(value.fromStandby, false);
    assert.equal(value.timeline, major >= 11 ? 1 : undefined);
    assert.match(text, new RegExp(`^START WAL LOCATION: \\S+ \\(file ${value.startSegment}\\)`));
  });

  test(`${major}: backup history and label of a backup agree with what the server returned`, () => {
    const { lsn, labelfile } = server.truth.byHand;
    const [[name, bytes]] = filesBelow(server, 'pg_wal/');
    const { value, problems } = parseBackupHistory(new TextDecoder().decode(bytes), name);
    assert.deepEqual(problems, []);
    assert.equal(value.stopLsn, parseLsn(lsn));
    assert.equal(value.label, 'by hand');
    const label = parseBackupLabel(labelfile, major).value;
    assert.equal(label.startLsn, value.startLsn);
    assert.equal(label.checkpointLsn, value.checkpointLsn);
    assert.equal(parseBackupHistoryName(name)?.segment, value.startSegment);
  });

  test(`${major}: tablespace_map with a blank and a backslash`, () => {
    const { value, problems } = parseTablespaceMap(server.truth.byHand.spcmapfile, major);
    assert.deepEqual(problems, []);
    assert.deepEqual(
      value.map(link => link.path.replace(/^.*\//, '')),
      ['ts one', 'ts\\two'],
    );
  });

  test(`${major}: the history of a new timeline`, () => {
    const { value, problems } = parseHistory(textOf(server, '00000002.history'), 2);
    assert.deepEqual(problems, []);
    assert.equal(value.entries.length, 1);
    assert.equal(value.entries[0].timeline, 1);
    assert.equal(value.entries[0].reason, 'no recovery target specified');
  });
}

test('an incremental backup is refused from 17 on', () => {
  for (const major of [17, 18, 19] as const) {
    const { value, problems } = parseBackupLabel(textOf(recorded(major), 'incremental/backup_label'), major);
    assert.equal(problems[0].message, 'this is an incremental backup, not a data directory');
    assert.equal(problems[0].line, 8);
    assert.ok(value.incrementalFromLsn);
    assert.equal(value.incrementalFromTimeline, 1);
  }
});

const label = textOf(recorded(17), 'full/backup_label');
const invalid = 'invalid data in file "backup_label"';

test('damaged labels are refused as the server refuses them', () => {
  const first = (text: string, major: 10 | 11 | 15) => parseBackupLabel(text, major).problems[0];
  assert.equal(first(label.replaceAll('\n', '\r\n'), 15).message, invalid);
  assert.equal(first('', 15).message, invalid);
  assert.equal(first(label.slice(label.indexOf('\n') + 1), 15).message, invalid);
  const cut = first(label.slice(0, label.indexOf('BACKUP METHOD') - 1), 15);
  assert.deepEqual([cut.message, cut.line], [invalid, 2]);
  const other = label.replace('START TIMELINE: 1', 'START TIMELINE: 2');
  assert.equal(first(other, 11).detail, 'Timeline ID parsed is 2, but expected 1');
  assert.equal(first(other, 15).detail, 'Timeline ID parsed is 2, but expected 1.');
  assert.deepEqual(parseBackupLabel(other, 10).problems, []);
});

test('a label without BACKUP METHOD is taken, but does not wait for the end of the backup', () => {
  const { value, problems } = parseBackupLabel(label.replace('BACKUP METHOD: streamed\n', ''), 17);
  assert.equal(value.endRequired, false);
  assert.equal(problems[0].level, 'ADVICE');
});

test('histories: comments and blank lines do not count, the rest of a line is its reason', () => {
  const text = '# made by hand\n\n1\t0/9000138\tat restore point "rp1"\n  2 1/2 before\n';
  const { value, problems } = parseHistory(text, 5);
  assert.deepEqual(problems, []);
  assert.deepEqual(
    value.entries.map(entry => [entry.timeline, formatLsn(entry.begin), formatLsn(entry.end), entry.line]),
    [
      [1, '0/0', '0/9000138', 3],
      [2, '0/9000138', '1/2', 4],
    ],
  );
  assert.equal(value.entries[0].reason, 'at restore point "rp1"');
  assert.deepEqual(
    timelineSpans(value).map(span => [span.timeline, span.begin, span.end]),
    [
      [5, 0x1_0000_0002n, 0n],
      [2, 0x9000138n, 0x1_0000_0002n],
      [1, 0n, 0x9000138n],
    ],
  );
});

test('histories: the messages of the server', () => {
  const problem = (text: string, timeline = 4, path?: string) => {
    const { message, hint, line } = parseHistory(text, timeline, path).problems[0];
    return [message, hint, line];
  };
  assert.deepEqual(problem('garbage\n'), [
    'syntax error in history file: garbage\n',
    'Expected a numeric timeline ID.',
    1,
  ]);
  assert.deepEqual(problem('# c\n1\n'), [
    'syntax error in history file: 1\n',
    'Expected a write-ahead log switchpoint location.',
    2,
  ]);
  assert.deepEqual(problem('2\t0/1\tx\n1\t0/900138\tat restore point "rp1"\n'), [
    'invalid data in history file: 1\t0/900138\tat restore point "rp1"\n',
    'Timeline IDs must be in increasing sequence.',
    2,
  ]);
  assert.deepEqual(problem('2\t0/1\tx\n', 2, 'pg_wal/RECOVERYHISTORY'), [
    'invalid data in history file "pg_wal/RECOVERYHISTORY"',
    "Timeline IDs must be less than child timeline's ID.",
    1,
  ]);
});

test('names of history files', () => {
  assert.equal(formatHistoryName(346), '0000015A.history');
  assert.equal(parseHistoryName('0000015A.history'), 346);
  assert.equal(parseHistoryName('0000015a.history'), undefined);
});

test('tablespace maps: what each major refuses', () => {
  const refused = (text: string, major: 13 | 14 | 17) =>
    parseTablespaceMap(text, major).problems.length === 1;
  assert.equal(refused('16999\n', 13), false);
  assert.equal(refused('16999\n', 14), true);
  assert.equal(refused('abc /data\n', 14), false);
  assert.equal(refused('abc /data\n', 17), true);
  assert.equal(refused('16999 /data', 13), false);
  assert.equal(refused('16999 /data', 14), true);
  assert.equal(refused('16999 /data\r\n', 13), true);
  assert.equal(refused('16999 /data\r\n', 14), false);
  assert.equal(parseTablespaceMap('16999 /a\\\nb\n', 14).value[0].path, '/a\nb');
});
