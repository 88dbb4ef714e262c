import assert from 'node:assert/strict';
import test from 'node:test';
import { explainFile, isBinaryKind } from '../../server/postgres/files/explain.ts';
import type { ExplainedField } from '../../server/postgres/files/explained.ts';
import { recognizedKinds } from './kinds.ts';
import { recorded, recordedMajors } from './truth.ts';

/** The fields that hold no others. */
function leaves(fields: readonly ExplainedField[]): ExplainedField[] {
  return fields.flatMap(field => (field.children ? leaves(field.children) : [field]));
}

function assertNested(fields: readonly ExplainedField[], from: number, to: number): void {
  let at = from;
  for (const { name, offset, length, children } of fields) {
    assert.ok(offset >= at && offset + length <= to, `${name} at ${offset}, after ${at}`);
    at = offset + length;
    if (children) assertNested(children, offset, at);
  }
}

for (const major of recordedMajors)
  test(`${major}: decoded views explain every byte of the recorded binary files but padding`, () => {
    const kinds = new Set<string>();
    for (const [kind, name, bytes] of recognizedKinds(recorded(major))) {
      if (!isBinaryKind(kind)) continue;
      kinds.add(kind);
      const file = explainFile(kind, { bytes, name, path: name, major });
      assert.deepEqual(file.problems, []);
      assert.ok(file.title && file.summary.length > 0);
      assertNested(file.fields, 0, bytes.length);
      let at = 0;
      for (const { offset, length, meaning } of leaves(file.fields)) {
        assert.ok(offset - at < 8, `${kind} ${name}: nothing explains what is at ${at}`);
        assert.ok(meaning);
        at = offset + length;
      }
      assert.ok(
        bytes.subarray(at).every(byte => byte === 0),
        `${kind} ${name}: nothing explains the end`,
      );
    }
    assert.equal(kinds.size, major >= 17 ? 6 : 5);
  });

test('values are put into words where numbers say little', () => {
  const server = recorded(17);
  const valuesOf = (path: string, kind: 'pg_control' | 'replication_slot') => {
    const bytes = server.files.get(path)!;
    return new Map(leaves(explainFile(kind, { bytes, name: path, path }).fields).map(f => [f.name, f.value]));
  };
  const control = valuesOf('stopped.pg_control', 'pg_control');
  assert.equal(control.get('state'), 'shut down');
  assert.equal(control.get('xlog_seg_size'), '1048576 bytes (1 MB)');
  assert.match(control.get('checkPoint')!, /^0\/\w+ in [0-9A-F]{24}$/);
  assert.match(control.get('crc')!, /\(correct\)$/);
  const slot = valuesOf('slots/lost', 'replication_slot');
  assert.equal(slot.get('invalidated'), 'wal_removed');
});

test('a cut pg_control is explained as far as it goes', () => {
  const bytes = recorded(17).files.get('stopped.pg_control')!.subarray(0, 100);
  const { fields, problems } = explainFile('pg_control', { bytes, name: 'pg_control', path: 'pg_control' });
  assert.equal(problems.length, 1);
  assert.ok(leaves(fields).length > 10);
});
