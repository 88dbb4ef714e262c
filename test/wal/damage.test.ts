import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { type Major, majors } from '../../server/postgres/majors.ts';
import { Describer } from '../../server/postgres/wal/describe/describer.ts';
import type { FieldNode } from '../../server/postgres/wal/describe/description.ts';
import { builtInResourceManagers } from '../../server/postgres/wal/rmgr/names.ts';
import { decodedRecord, type Made } from './made/record.ts';

/** Room for the words around the numbers; every byte of the record may become an element of a list. */
const longestText = (made: Made) => 1000 + 40 * (made.main.length + (made.blockData?.length ?? 0));

const infos = Array.from({ length: 16 }, (_, i) => i << 4);

const describers = new Map(majors.map(major => [major, new Describer(major)]));

function explain(major: Major, made: Made, foreign: number) {
  const record = decodedRecord(major, made, new Uint8Array(4096).fill(foreign));
  const explained = describers.get(major)!.explain(record);
  return { ...explained, length: record.end, plain: describers.get(major)!.text(record) };
}

function assertInside(fields: readonly FieldNode[], end: number): void {
  for (const { name, offset, length, children } of fields) {
    assert.ok(offset >= 0 && length >= 0 && offset + length <= end, `${name} ends beyond the record`);
    if (children) assertInside(children, end);
  }
}

/** Describes nothing but the record: other bytes behind it change neither text nor fields. */
function assertConfined(major: Major, made: Made): void {
  const first = explain(major, made, 0x5a);
  const second = explain(major, made, 0xff);
  assert.deepEqual(second, first);
  assert.equal(first.plain, first.text, 'the text is the same with and without fields');
  assert.ok(first.text.length <= longestText(made), `${first.text.length} characters`);
  assertInside(first.fields, first.length);
}

/** Bytes that look like a record's: small numbers, huge ones and noise. */
const data = fc
  .array(
    fc.oneof(
      fc.constantFrom([0, 0, 0, 0], [1, 0, 0, 0], [3, 0, 2, 0], [255, 255, 255, 255], [255, 255, 255, 127]),
      fc.array(fc.nat(255), { minLength: 1, maxLength: 4 }),
    ),
    { maxLength: 40 },
  )
  .map(chunks => Uint8Array.from(chunks.flat()));

suite('damaged records', () => {
  for (const manager of builtInResourceManagers()) {
    test(`of ${manager.name} are described without a throw and without bytes beyond them`, () => {
      const made = fc.record({
        info: fc.constantFrom(...infos),
        main: data,
        blockData: fc.option(data, { nil: undefined }),
        origin: fc.constantFrom(0, 7),
      });
      fc.assert(
        fc.property(fc.constantFrom(...majors), made, (major, parts) =>
          assertConfined(major, { ...parts, rmid: manager.id }),
        ),
        { numRuns: 1500 },
      );
    });

    test(`of ${manager.name} may end anywhere, in every major`, () => {
      for (const major of majors) {
        for (const info of infos) {
          for (let length = 0; length < 80; length += 3) {
            const main = new Uint8Array(length).fill(0xff);
            assertConfined(major, { rmid: manager.id, info, main, blockData: main });
          }
        }
      }
    });
  }

  test('print as many elements of a list as there are, whatever number they claim', () => {
    const xacts = Uint8Array.from([
      0xff, 0xff, 0xff, 0x7f, 0, 0, 0, 0, 0, 0, 0, 0, 9, 0, 0, 0, 7, 0, 0, 0, 8, 0, 0, 0, 7, 0, 0, 0,
    ]);
    const { text } = explain(18, { rmid: 8, info: 0x10, main: xacts }, 0x5a);
    assert.equal(text, 'nextXid 9 latestCompletedXid 8 oldestRunningXid 7; 2147483647 xacts: 7');
  });
});
