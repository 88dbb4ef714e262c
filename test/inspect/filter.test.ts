import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { filterKeys, parseFilter } from '../../server/inspect/filter.ts';
import { suggestFilter } from '../../server/inspect/filterSuggest.ts';

const plain = (text: string) => parseFilter(text).terms.map(({ from: _from, to: _to, ...rest }) => rest);

test('words are conditions, what has no key is text, and a dash turns a word around', () => {
  assert.deepEqual(plain('rmgr:Heap,Btree -type:LOCK "drop table" orders fpi'), [
    { kind: 'rmgr', names: ['heap', 'btree'], not: false },
    { kind: 'type', names: ['lock'], not: true },
    { kind: 'text', text: 'drop table', not: false },
    { kind: 'text', text: 'orders', not: false },
    { kind: 'fpi', ranges: [{ min: 1 }], not: false },
  ]);
});

test('ranges, sizes and relations are read as they are written', () => {
  assert.deepEqual(
    plain('xid:5,10..20,30.. blk:..7 len>=8kB fpi<1MB lsn:0/10..1/0 rel:3,2/3,1/2/3,PG_CLASS'),
    [
      {
        kind: 'xid',
        ranges: [
          { min: 5, max: 5 },
          { min: 10, max: 20 },
          { min: 30, max: undefined },
        ],
        not: false,
      },
      { kind: 'blk', ranges: [{ min: undefined, max: 7 }], not: false },
      { kind: 'len', ranges: [{ min: 8192 }], not: false },
      { kind: 'fpi', ranges: [{ max: 1048575 }], not: false },
      { kind: 'lsn', ranges: [{ min: 16n, max: 4294967296n }], not: false },
      {
        kind: 'rel',
        relations: [
          { tablespace: undefined, database: undefined, relation: 3 },
          { tablespace: undefined, database: 2, relation: 3 },
          { tablespace: 1, database: 2, relation: 3 },
          { name: 'pg_class' },
        ],
        not: false,
      },
    ],
  );
});

const mistakes: readonly [text: string, wrong: string, message: RegExp][] = [
  ['rmgr:Heap xid:abc', 'xid:abc', /abc is no number/],
  ['colour:red', 'colour:red', /There is no filter colour:; known are rmgr, .*quotes/],
  ['lsn:12', 'lsn:12', /12 is no LSN; one looks like/],
  ['lsn:..', 'lsn:..', /beginning or an end/],
  ['xid:20..10', 'xid:20..10', /10 is before 20/],
  ['xid:4294967296', 'xid:4294967296', /no number/],
  ['len>', 'len>', /needs a value/],
  ['len>big', 'len>big', /big is no size/],
  ['rmgr>Heap', 'rmgr>Heap', /Write rmgr: with a colon/],
  ['rmgr:Heap,Foo', 'rmgr:Heap,Foo', /There is no resource manager Foo/],
  ['rmgr:Heap OR fpi', 'OR', /separate alternatives by commas/],
  ['NOT fpi', 'NOT', /put - before/],
  ['is:drop', 'is:drop', /ddl, commit, abort, checkpoint; not drop/],
  ['fork:toast', 'fork:toast', /main, fsm, vm and init/],
  ['rel:1/2/3/4', 'rel:1/2/3/4', /no relation/],
  ['type:A "open end', '"open end', /closing quote/],
];

for (const [text, wrong, message] of mistakes)
  test(`${text}: the mistake and its place are told`, () => {
    const { problems } = parseFilter(text);
    assert.equal(problems.length, 1);
    assert.match(problems[0].message, message);
    assert.equal(text.slice(problems[0].from, problems[0].to), wrong);
  });

test('any text is read without an exception, and every word is a condition or a problem', () => {
  const piece = fc.oneof(
    fc.string({ maxLength: 8 }),
    fc.constantFrom(
      'rmgr:',
      'xid:',
      'len>',
      '"',
      '-',
      ' ',
      ',',
      '..',
      '0/1',
      '18446744073709551616',
      'fpi',
      ':',
    ),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), pieces => {
      const text = pieces.join('');
      const { terms, problems } = parseFilter(text);
      const spans = [...terms, ...problems].sort((a, b) => a.from - b.from);
      let at = 0;
      for (const { from, to } of spans) {
        assert.equal(text.slice(at, from).trim(), '');
        assert.ok(to > from && to <= text.length);
        at = to;
      }
      assert.equal(text.slice(at).trim(), '');
    }),
    { numRuns: 2000 },
  );
});

const types = [
  { manager: 'Heap', type: 'INSERT', count: 10, recordBytes: 0, imageBytes: 0 },
  { manager: 'Heap', type: 'LOCK', count: 5, recordBytes: 0, imageBytes: 0 },
  { manager: 'Btree', type: 'INSERT_LEAF', count: 20, recordBytes: 0, imageBytes: 0 },
];

/** Suggestions at the `|` in a text, as the text that each would make of it. */
function suggested(text: string): string[] {
  const cursor = text.indexOf('|');
  const whole = text.replace('|', '');
  return suggestFilter(whole, cursor, types).map(
    ({ from, to, insert }) => whole.slice(0, from) + insert + whole.slice(to),
  );
}

test('at the beginning of a word its keys are suggested, behind a colon what the segment has', () => {
  assert.equal(suggested('|').length, filterKeys.length);
  assert.deepEqual(suggested('r|'), ['rmgr:', 'rel:']);
  assert.deepEqual(suggested('xid:5 -le|'), ['xid:5 -len>']);
  assert.deepEqual(suggested('rmgr:|'), ['rmgr:Btree', 'rmgr:Heap']);
  assert.deepEqual(suggested('rmgr:Heap,b| fpi'), ['rmgr:Heap,Btree fpi']);
  assert.deepEqual(suggested('type:ins|'), ['type:INSERT_LEAF', 'type:INSERT']);
  assert.deepEqual(suggested('is:|'), ['is:ddl', 'is:commit', 'is:abort', 'is:checkpoint']);
  assert.deepEqual(suggested('"some |text'), []);
  assert.deepEqual(suggested('xid:|'), []);
});
