import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseConf } from '../../server/postgres/conf/parse.ts';
import { decodeConf, encodeConf, unquote } from '../../server/postgres/conf/text.ts';
import { lineAt, textOf } from '../../server/postgres/conf/tree.ts';

const pieces = fc.constantFrom(
  ...[
    "'",
    "''",
    '\\',
    '\n',
    '\r\n',
    '=',
    '#',
    ' ',
    '\t',
    'a',
    'a.b',
    '1.5GB',
    '0x1f',
    '-',
    '.',
    '\0',
    '\v',
    'é',
  ],
  ...['\ufeff', '"', 'include', "'x'", 'work_mem', '1e', '_', '\\101', '/', ':', ','],
);
const files = fc.oneof(
  fc.array(pieces, { maxLength: 60 }).map(parts => parts.join('')),
  fc.string({ unit: 'binary', maxLength: 80 }),
);

test('nothing of a text is lost: all but blanks lies in tokens, in order, on the right lines', () => {
  fc.assert(
    fc.property(files, text => {
      const tree = parseConf(text);
      assert.equal(tree.lines.map(line => textOf(tree, line)).join('\n'), text);
      for (const line of tree.lines) {
        let at = line.start;
        for (const token of line.tokens) {
          assert.match(text.slice(at, token.start), /^[ \t\r]*$/);
          assert.ok(token.end > token.start);
          at = token.end;
        }
        assert.match(text.slice(at, line.end), /^[ \t\r]*$/);
        assert.equal(lineAt(tree, line.start), line);
        assert.equal(text.slice(0, line.start).split('\n').length, line.number);
      }
    }),
    { seed: 4, numRuns: 2000 },
  );
});

test('a line stands for itself: its tokens do not depend on the lines around it', () => {
  fc.assert(
    fc.property(files, files, (before, text) => {
      const alone = parseConf(text);
      const after = parseConf(`${before}\n${text}`);
      const shift = before.length + 1;
      const kinds = (tree: typeof alone, from: number) =>
        tree.lines
          .filter(line => line.start >= from)
          .map(line => line.tokens.map(token => [token.kind, token.start - from, token.end - from]));
      assert.deepEqual(kinds(after, shift), kinds(alone, 0));
    }),
    { seed: 4, numRuns: 500 },
  );
});

test('a file is given up after 100 syntax errors', () => {
  const tree = parseConf('= 1\n'.repeat(150));
  assert.equal(tree.faulty.length, 100);
  assert.equal(tree.lines.filter(line => line.fault).length, 150);
});

test('a faulty line keeps the parts before the fault', () => {
  const tree = parseConf("archive_command = 'cp %p' /a\nlog_directory = ");
  const [first, second] = tree.lines;
  assert.equal(textOf(tree, first.value!), "'cp %p'");
  assert.equal(textOf(tree, first.fault!.token!), '/');
  assert.equal(textOf(tree, second.name!), 'log_directory');
  assert.ok(second.equals && !second.value);
});

test('bytes come back from their text whatever they are', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), bytes => {
      assert.deepEqual(encodeConf(decodeConf(bytes)), bytes);
    }),
    { seed: 4, numRuns: 1000 },
  );
});

test('what is quoted with doubled quotes and backslashes comes back', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 40 }), value => {
      fc.pre(!/[\n\0]/.test(value));
      const quoted = `'${value.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`;
      assert.equal(unquote(quoted), value);
      assert.equal(parseConf(`x = ${quoted}`).lines[0].fault, undefined);
    }),
    { seed: 4, numRuns: 1000 },
  );
});

test('escapes mean what they mean to the server', () => {
  assert.equal(unquote("'\\101\\x41\\t\\\\\\''"), "Ax41\t\\'");
  assert.equal(unquote("'caf\\303\\251'"), 'café');
  assert.equal(unquote("'cut\\0off'"), 'cut');
});
