import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { DocumentSymbol } from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { tokenLegend } from '../../server/language/conf/semanticTokens.ts';
import { valueText } from '../../server/postgres/conf/load.ts';
import { parseConf } from '../../server/postgres/conf/parse.ts';
import { type SceneOptions, scene } from './workspace.ts';

const whole = { start: { line: 0, character: 0 }, end: { line: 10_000, character: 0 } };

async function formatted(text: string): Promise<string> {
  const { features, document } = scene(text.replaceAll('|', ''), { major: 16 });
  return TextDocument.applyEdits(document, (await features.formatting?.(document)) ?? []);
}

test('formatting keeps comments, their columns and faulty lines', async () => {
  const text = [
    '  work_mem=4MB',
    'fsync on',
    'archive_mode   =   on\t\t# (change requires restart)',
    '#max_wal_size = 1GB',
    'wal_level = replica      # x   ',
    'listen_addresses = *   ',
    '   ',
    '',
  ];
  assert.equal(
    await formatted(text.join('\r\n')),
    [
      'work_mem = 4MB',
      'fsync = on',
      'archive_mode = on\t\t# (change requires restart)',
      '#max_wal_size = 1GB',
      'wal_level = replica      # x',
      'listen_addresses = *   ',
      '',
      '',
    ].join('\r\n'),
  );
});

/** Lines as people write them, right and wrong. */
const piece = fc.constantFrom(
  ' ',
  '\t',
  '=',
  "'",
  "''",
  '#',
  '\\',
  '\r\n',
  '\n',
  '\r',
  'work_mem',
  'fsync',
  'on',
  '4MB',
  '1.5',
  'a.b',
  '-',
  '/x',
  'é',
  '\0',
  'include',
  '"',
  '%p',
  'archive_command',
  'primary_conninfo',
  'host=a',
);
const anyText = fc.array(piece, { maxLength: 40 }).map(pieces => pieces.join(''));

test('formatting never changes what the server reads, and is done after one time', async () => {
  const readBy = (text: string) => {
    const tree = parseConf(text);
    return tree.lines.map(line => [
      line.name && tree.text.slice(line.name.start, line.name.end),
      valueText(tree, line),
      line.fault !== undefined,
    ]);
  };
  await fc.assert(
    fc.asyncProperty(anyText, async text => {
      const tidy = await formatted(text);
      assert.deepEqual(readBy(tidy), readBy(text));
      assert.equal(await formatted(tidy), tidy);
    }),
    { numRuns: 500, seed: 7 },
  );
});

test('every feature answers for any text at any position', async () => {
  await fc.assert(
    fc.asyncProperty(
      anyText,
      fc.nat(),
      fc.constantFrom('postgresql.conf', 'recovery.conf'),
      async (text, at, name) => {
        const { features, document } = scene(text, { major: 11, path: `/data/${name}` });
        const position = document.positionAt(at % (text.length + 1));
        const diagnostics = await features.diagnostics(document);
        for (const item of (await features.completion?.(document, position)) ?? []) {
          const { range } = item.textEdit as { range: typeof whole };
          assert.ok(document.offsetAt(range.start) <= document.offsetAt(position));
          assert.ok(document.offsetAt(range.end) >= document.offsetAt(position));
          assert.equal(range.start.line, range.end.line);
        }
        await features.hover?.(document, position);
        await features.signatureHelp?.(document, position);
        await features.definition?.(document, position);
        await features.references?.(document, position);
        await features.codeActions?.(document, { start: position, end: position }, { diagnostics });
        await features.inlayHints?.(document, whole);
        await features.links?.(document);
        await features.symbols?.(document);
        await features.folding?.(document);
        await features.semanticTokens?.(document);
      },
    ),
    { numRuns: 300, seed: 11 },
  );
});

test('sections of the sample file are outlined and folded, settings lie in them', async () => {
  const text = [
    '#------------------------------------------------------------------------------',
    '# WRITE-AHEAD LOG',
    '#------------------------------------------------------------------------------',
    '',
    '# - Settings -',
    '',
    'wal_level = logical',
    '#fsync = on',
    '',
    '# - Archiving -',
    "archive_command = 'x'",
    '',
    '#------------------------------------------------------------------------------',
    '# REPLICATION',
    '#------------------------------------------------------------------------------',
    'max_wal_senders = 3',
  ].join('\n');
  const { features, document } = scene(text);
  const tree = (symbols: DocumentSymbol[]): unknown[] =>
    symbols.map(({ name, detail, children }) => (children ? [name, tree(children)] : `${name}=${detail}`));
  assert.deepEqual(tree((await features.symbols?.(document)) ?? []), [
    [
      'WRITE-AHEAD LOG',
      [
        ['Settings', ['wal_level=logical']],
        ['Archiving', ['archive_command=x']],
      ],
    ],
    ['REPLICATION', ['max_wal_senders=3']],
  ]);
  const folds = ((await features.folding?.(document)) ?? []).map(({ startLine, endLine }) => [
    startLine,
    endLine,
  ]);
  assert.ok(folds.some(([from, to]) => from === 0 && to === 10));
  assert.ok(folds.some(([from, to]) => from === 4 && to === 7));
});

test('semantic tokens tell names and values that the major knows from others', async () => {
  const { features, document } = scene(
    "fsync = on\nno_such = 1\nsort_mem = 64kB\narchive_command = 'cp %p %x'",
    { major: 16 },
  );
  const data = (await features.semanticTokens?.(document)) ?? [];
  const tokens: string[] = [];
  let line = 0;
  let character = 0;
  for (let at = 0; at < data.length; at += 5) {
    line += data[at];
    character = data[at] ? data[at + 1] : character + data[at + 1];
    const start = document.offsetAt({ line, character });
    const text = document.getText().slice(start, start + data[at + 2]);
    const modifiers = tokenLegend.tokenModifiers.filter((_, bit) => data[at + 4] & (1 << bit));
    tokens.push([text, tokenLegend.tokenTypes[data[at + 3]], ...modifiers].join(' '));
  }
  assert.deepEqual(tokens, [
    'fsync property defaultLibrary',
    'on enumMember',
    'sort_mem property deprecated',
    '64kB number',
    'archive_command property defaultLibrary',
    '%p variable',
  ]);
});

test('a line without effect shows the value that holds and where it is set', async () => {
  const files = { '/data/postgresql.auto.conf': "work_mem = '8MB'\n", '/data/PG_VERSION': '16\n' };
  const options: SceneOptions = { files };
  const { features, document } = scene('work_mem = 1MB # x\nfsync = on\nFSYNC = off\n', options);
  const hints = (await features.inlayHints?.(document, whole)) ?? [];
  assert.deepEqual(
    hints.map(({ position, label }) => [position.line, position.character, label]),
    [
      [0, 14, '8MB holds (postgresql.auto.conf, line 1)'],
      [1, 10, 'off holds (line 3)'],
    ],
  );
  const off = scene('fsync = on\nfsync = off', { settings: { effectiveValues: false } });
  assert.deepEqual(await off.features.inlayHints?.(off.document, whole), []);
});

test('the form of a list is shown while it is written', async () => {
  const help = async (text: string) => {
    const { features, document, position } = scene(text, { major: 16 });
    return features.signatureHelp?.(document, position);
  };
  const any = await help("synchronous_standby_names = 'ANY 1 (a, |'");
  assert.equal(any?.activeSignature, 1);
  assert.equal(any?.activeParameter, 3);
  const first = await help("synchronous_standby_names = 'FIRST |'");
  assert.equal(first?.activeSignature, 0);
  assert.equal(first?.activeParameter, 1);
  assert.match(JSON.stringify(await help("archive_command = '|'")), /%p/);
  assert.equal(await help('fsync = |'), null);
});
