import assert from 'node:assert/strict';
import { test } from 'node:test';
import { richest, truthFolder } from '../wal/fixtures.ts';
import { linesOf } from '../wal/recorded.ts';
import { type Line, openRead, readLine, selected } from './sessions.ts';

/** Each filter with what it means for a line of pg_waldump; `pick` are values that the segment has. */
type Meaning = (lines: readonly Line[]) => readonly [filter: string, wanted: (line: Line) => boolean][];

const lsnOf = (text: string) => {
  const [high, low] = text.split('/').map(half => BigInt(`0x${half}`));
  return (high << 32n) | low;
};
const catalogs: Readonly<Record<string, number>> = { pg_class: 1259, pg_attribute: 1249, pg_depend: 2608 };
const fileNumber = (relation: string) => Number(relation.split('/')[2]);

const meanings: Meaning = lines => {
  const middle = lines[Math.floor(lines.length / 2)];
  const third = lines[Math.floor(lines.length / 3)];
  const withBlock = lines.find(line => line.blocks.length > 0)!;
  const [{ relation, block }] = withBlock.blocks;
  const [, database, file] = relation.split('/');
  return [
    ['rmgr:Heap', line => line.rmgr === 'Heap'],
    ['rmgr:heap,TRANSACTION', line => ['Heap', 'Transaction'].includes(line.rmgr)],
    ['rmgr:H*', line => line.rmgr.startsWith('H')],
    ['-rmgr:Heap*', line => !line.rmgr.startsWith('Heap')],
    ['type:INSERT', line => /^INSERT(\+INIT)?$/.test(line.type)],
    ['type:insert+init', line => line.type === 'INSERT+INIT'],
    ['type:Heap/INSERT', line => line.rmgr === 'Heap' && /^INSERT(\+INIT)?$/.test(line.type)],
    ['type:CHECKPOINT*', line => line.type.startsWith('CHECKPOINT')],
    ['is:commit', line => line.rmgr === 'Transaction' && /^COMMIT(_PREPARED)?$/.test(line.type)],
    ['is:abort', line => line.rmgr === 'Transaction' && /^ABORT(_PREPARED)?$/.test(line.type)],
    ['is:checkpoint', line => line.rmgr === 'XLOG' && line.type.startsWith('CHECKPOINT_')],
    [`xid:${middle.xid}`, line => line.xid === middle.xid],
    [`xid:${middle.xid}..`, line => line.xid >= middle.xid],
    [`xid:..${middle.xid},${third.xid}`, line => line.xid <= middle.xid || line.xid === third.xid],
    [`lsn:${middle.lsn}`, line => line.lsn === middle.lsn],
    [
      `lsn:${third.lsn}..${middle.lsn}`,
      line => lsnOf(line.lsn) >= lsnOf(third.lsn) && lsnOf(line.lsn) <= lsnOf(middle.lsn),
    ],
    [`-lsn:..${third.lsn}`, line => lsnOf(line.lsn) > lsnOf(third.lsn)],
    ['fpi', line => line.imageLength > 0],
    ['-fpi', line => line.imageLength === 0],
    ['fpi>1kB', line => line.imageLength > 1024],
    ['len>100 len<=200', line => line.length > 100 && line.length <= 200],
    ['len:100..200', line => line.length >= 100 && line.length <= 200],
    [`rel:${relation}`, line => line.blocks.some(found => found.relation === relation)],
    [
      `rel:${database}/${file} blk:${block}..`,
      line =>
        line.blocks.some(found => found.relation.endsWith(`/${database}/${file}`) && found.block >= block),
    ],
    [`rel:${file} -blk:0`, line => matching(line, file) && !line.blocks.some(found => found.block === 0)],
    ...Object.entries(catalogs).map(
      ([name, number]) =>
        [`rel:${name}`, (line: Line) => line.blocks.some(found => fileNumber(found.relation) === number)] as [
          string,
          (line: Line) => boolean,
        ],
    ),
    ['fork:vm', line => line.blocks.some(found => found.fork === 'vm')],
    ['fork:main blk:0', line => line.blocks.some(found => found.fork === 'main' && found.block === 0)],
    ['off', line => line.text.toLowerCase().includes('off')],
    ['"tx: " -"blk 1"', line => !line.text.includes('blk 1')],
    ['rmgr:Btree blk:1 lsn:0/0.. INSERT', line => bTreeInsert(line)],
  ];
};

const matching = (line: Line, file: string) =>
  line.blocks.some(({ relation }) => relation.endsWith(`/${file}`));
const bTreeInsert = (line: Line) =>
  line.rmgr === 'Btree' && line.blocks.some(({ block }) => block === 1) && line.text.includes('INSERT');

for (const one of richest) {
  test(`${one.major}: every filter selects the lines of pg_waldump that it describes`, async () => {
    const session = await openRead(one);
    const lines = linesOf(truthFolder, one).map(readLine);
    for (const [filter, wanted] of meanings(lines)) {
      const expected = lines.flatMap((line, at) => (wanted(line) ? [at] : []));
      assert.deepEqual(await selected(session, filter), expected, filter);
    }
    await session.close();
  });

  test(`${one.major}: DDL is what touches files, locks and the catalogs of the schema`, async () => {
    const session = await openRead(one);
    const lines = linesOf(truthFolder, one).map(readLine);
    const found = await selected(session, 'is:ddl');
    const always = ['Storage', 'Database', 'Tablespace', 'RelMap'];
    for (const [at, line] of lines.entries()) {
      const sure =
        always.includes(line.rmgr) ||
        (line.rmgr === 'Standby' && line.type === 'LOCK') ||
        (line.rmgr === 'Heap' && line.type === 'TRUNCATE') ||
        (/^(COMMIT|ABORT)/.test(line.type) && line.text.includes('; rels:')) ||
        (line.rmgr === 'Heap' &&
          /^(INSERT|DELETE|UPDATE|HOT_UPDATE)/.test(line.type) &&
          ['1259', '1249', '1247', '1255'].includes(line.blocks[0]?.relation.split('/')[2]));
      if (sure) assert.ok(found.includes(at), line.text);
      if (line.rmgr === 'Btree' || line.type === 'INPLACE') assert.ok(!found.includes(at), line.text);
    }
    await session.close();
  });
}
