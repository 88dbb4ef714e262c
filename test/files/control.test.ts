import assert from 'node:assert/strict';
import test from 'node:test';
import { readControl } from '../../server/postgres/files/control.ts';
import {
  checkpointColumns,
  initColumns,
  recoveryColumns,
  systemColumns,
} from '../../server/postgres/files/controlColumns.ts';
import type { ControlFile } from '../../server/postgres/files/controlFile.ts';
import { controlLayout, controlSize } from '../../server/postgres/files/controlLayout.ts';
import { summarizeControl } from '../../server/postgres/files/controlState.ts';
import { controlText } from '../../server/postgres/files/controlText.ts';
import { recorded, recordedMajors } from './truth.ts';

function good(bytes: Uint8Array): ControlFile {
  const { value, problems } = readControl(bytes);
  assert.deepEqual(problems, []);
  assert.ok(value);
  return value;
}

for (const major of recordedMajors) {
  const server = recorded(major);
  const controls = [...server.files].filter(([name]) => name.endsWith('pg_control'));

  test(`${major}: every recorded pg_control is read without complaint, its checksum fits`, () => {
    assert.ok(controls.length >= 5);
    for (const [, bytes] of controls) {
      const control = good(bytes);
      assert.equal(control.major, major);
      assert.ok(control.crcOk);
    }
  });

  test(`${major}: columns equal those of the server's pg_control functions`, () => {
    const { functions } = server.truth['running.pg_control'];
    const control = good(server.files.get('running.pg_control')!);
    const rowText = (row: object) =>
      `{${Object.entries(row)
        .map(([key, value]) => `"${key}":${typeof value === 'bigint' ? value : JSON.stringify(value)}`)
        .join(',')}}`;
    assert.equal(rowText(systemColumns(control)), functions.system);
    assert.equal(rowText(checkpointColumns(control)), functions.checkpoint);
    assert.equal(rowText(recoveryColumns(control)), functions.recovery);
    assert.equal(rowText(initColumns(control)), functions.init);
  });

  test(`${major}: text equals that of pg_controldata`, () => {
    for (const [name, bytes] of controls) {
      const { stdout } = server.truth[name];
      if (stdout !== undefined) assert.equal(controlText(good(bytes)).stdout, stdout, name);
    }
  });

  test(`${major}: states are told apart`, () => {
    const summary = (name: string) => summarizeControl(good(server.files.get(`${name}.pg_control`)!));
    assert.equal(summary('stopped').clean, true);
    assert.match(summary('stopped').nextStart, /needs no recovery/);
    assert.equal(summary('killed').clean, false);
    assert.match(summary('killed').nextStart, /crash recovery/);
    assert.equal(good(server.files.get('promoted.pg_control')!).timeline, 2);
  });

  test(`${major}: a changed byte is an incorrect checksum`, () => {
    const bytes = server.files.get('stopped.pg_control')!.slice();
    bytes[controlLayout(major).find(member => member.key === 'nextOid')!.offset] ^= 1;
    assert.deepEqual(
      readControl(bytes).problems.map(problem => [problem.level, problem.message]),
      [['FATAL', 'incorrect checksum in control file']],
    );
  });

  test(`${major}: a cut file is what the server says of it`, () => {
    const size = controlSize(major);
    const { value, problems } = readControl(server.files.get('stopped.pg_control')!.subarray(0, 100));
    assert.equal(value, undefined);
    const expected =
      major < 12
        ? `could not read from control file: read 100 bytes, expected ${size}`
        : `could not read file "global/pg_control": read 100 of ${size}`;
    assert.deepEqual(
      problems.map(({ level, message }) => [level, message]),
      [['PANIC', expected]],
    );
  });
}

test('sizes of ControlFileData are those of the recorded servers', () => {
  assert.deepEqual(
    recordedMajors.map(major => controlSize(major)),
    [296, 288, 296, 296, 296, 296, 296, 296, 296, 312],
  );
});

test('a server of another major refuses the format first', () => {
  const [problem, ...rest] = readControl(recorded(17).files.get('stopped.pg_control')!, 18).problems;
  assert.deepEqual(rest, []);
  assert.equal(problem.message, 'database files are incompatible with server');
  assert.equal(
    problem.detail,
    'The database cluster was initialized with PG_CONTROL_VERSION 1700, but the server was compiled with PG_CONTROL_VERSION 1800.',
  );
});

test('a pg_control of the other byte order is read and refused in words about byte order', () => {
  const original = recorded(16).files.get('stopped.pg_control')!;
  const swapped = original.slice();
  for (const { offset, length, type } of controlLayout(16))
    if (type !== 'bytes32') swapped.subarray(offset, offset + length).reverse();
  const { value, problems } = readControl(swapped);
  assert.equal(value?.systemIdentifier, good(original).systemIdentifier);
  assert.match(problems[0].detail!, /PG_CONTROL_VERSION 335872000 \(0x14050000\)/);
  assert.match(problems[0].hint!, /mismatched byte ordering/);
});

test('times follow the asked time zone', () => {
  const control = good(recorded(17).files.get('stopped.pg_control')!);
  const line = (zone: string) => controlText(control, zone).stdout.split('\n')[4];
  assert.notEqual(line('UTC'), line('Asia/Kathmandu'));
});
