import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readEvents } from '../../server/inspect/events/readEvents.ts';
import { WalClock } from '../../server/inspect/events/walClock.ts';
import type { WalEvent } from '../../server/inspect/events/walEvent.ts';
import { formatLsn, parseLsn } from '../../server/postgres/lsn.ts';
import { openCase, recorded, truthFolder } from '../wal/fixtures.ts';
import { linesOf, type RecordedCase } from '../wal/recorded.ts';
import { type Line, readLine } from './sessions.ts';

const cases = recorded.cases.filter(({ records }) => records > 0);

type Read = { readonly found: Awaited<ReturnType<typeof readEvents>>; readonly lines: readonly Line[] };
const known = new Map<string, Read>();

async function read(one: RecordedCase): Promise<Read> {
  const read = known.get(one.id) ?? {
    found: await readEvents(await openCase(one)),
    lines: linesOf(truthFolder, one).map(readLine),
  };
  known.set(one.id, read);
  return read;
}

/** Microseconds since 2000-01-01 UTC of a time as pg_waldump prints it. */
function microseconds(text: string): bigint {
  const [, day, clock, fraction = ''] = /^(\S+) (\d\d:\d\d:\d\d)(?:\.(\d+))? UTC$/.exec(text)!;
  const seconds = Date.parse(`${day}T${clock}Z`) / 1000 - 946_684_800;
  return BigInt(seconds) * 1_000_000n + BigInt(fraction.padEnd(6, '0'));
}

const lsnOf = ({ lsn }: Line) => formatLsn(parseLsn(lsn)!);
const described = ({ text, type }: Line) =>
  text.slice(text.indexOf(`desc: ${type}`) + 6 + type.length).trim();
const ofKind = <K extends WalEvent['kind']>(events: readonly WalEvent[], kind: K) =>
  events.filter((event): event is Extract<WalEvent, { kind: K }> => event.kind === kind);

const ending = /^(COMMIT|ABORT)(_PREPARED)?$/;

/** The time that a commit or abort line ends its first part with. */
function timeOf(line: Line): bigint {
  return microseconds(/\d{4,}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d+)? UTC/.exec(described(line))![0]);
}

test('commits, their times and the bytes of records and images are those of pg_waldump’s lines', async () => {
  let marks = 0;
  for (const one of cases) {
    const { found, lines } = await read(one);
    const ends = lines.filter(({ rmgr, type }) => rmgr === 'Transaction' && ending.test(type));
    assert.equal(found.records, lines.length, one.id);
    assert.equal(found.commits, ends.filter(({ type }) => type.startsWith('COMMIT')).length, one.id);
    const sum = (value: (line: Line) => number) => lines.reduce((all, line) => all + value(line), 0);
    assert.equal(
      found.recordBytes,
      sum(({ length }) => length),
      one.id,
    );
    assert.equal(
      found.imageBytes,
      sum(({ imageLength }) => imageLength),
      one.id,
    );
    assert.equal(
      found.switched,
      lines.some(({ type }) => type === 'SWITCH'),
      one.id,
    );
    const times = new Map(ends.map(line => [lsnOf(line), timeOf(line)]));
    for (const { lsn, time } of found.clock) assert.equal(times.get(formatLsn(lsn)), time, one.id);
    assert.ok(found.clock.length === ends.length || found.clock.length >= 200, one.id);
    marks += found.clock.length;
  }
  assert.ok(marks > 500);
});

test('restore points, shutdowns, promotions and parameter changes are those of pg_waldump’s lines', async () => {
  const counts = new Map<string, number>();
  for (const one of cases) {
    const { found, lines } = await read(one);
    const ofType = (type: string) => lines.filter(line => line.rmgr === 'XLOG' && line.type === type);
    const same = (kind: string, actual: readonly unknown[], expected: readonly unknown[]) => {
      assert.deepEqual(actual, expected, `${one.id} ${kind}`);
      counts.set(kind, (counts.get(kind) ?? 0) + expected.length);
    };
    same(
      'restorePoint',
      ofKind(found.events, 'restorePoint').map(({ lsn, name }) => [formatLsn(lsn), name]),
      ofType('RESTORE_POINT').map(line => [lsnOf(line), described(line)]),
    );
    const changes = (line: Line) => {
      const [, timeline, previous] = /tli (\d+); prev tli (\d+)/.exec(line.text)!;
      return timeline !== previous;
    };
    const checkpoints = ofType('CHECKPOINT_SHUTDOWN');
    const promotions = [...ofType('END_OF_RECOVERY'), ...checkpoints.filter(changes)];
    same(
      'shutdown',
      ofKind(found.events, 'shutdown').map(({ lsn }) => formatLsn(lsn)),
      checkpoints.filter(line => !changes(line)).map(lsnOf),
    );
    same(
      'promotion',
      ofKind(found.events, 'endOfRecovery').map(({ lsn, timeline, previous }) => [
        formatLsn(lsn),
        String(timeline),
        String(previous),
      ]),
      promotions
        .sort((a, b) => lines.indexOf(a) - lines.indexOf(b))
        .map(line => [lsnOf(line), ...(/tli (\d+); prev tli (\d+)/.exec(line.text) ?? []).slice(1)]),
    );
    same(
      'parameters',
      ofKind(found.events, 'parameters').map(({ lsn, text }) => [formatLsn(lsn), text.trim()]),
      ofType('PARAMETER_CHANGE').map(line => [lsnOf(line), described(line)]),
    );
  }
  for (const kind of ['restorePoint', 'shutdown', 'promotion', 'parameters'])
    assert.ok((counts.get(kind) ?? 0) > 0, kind);
});

test('a transaction that removed relations names those that pg_waldump names', async () => {
  let drops = 0;
  for (const one of cases) {
    const { found, lines } = await read(one);
    const expected = lines
      .filter(({ rmgr, type }) => rmgr === 'Transaction' && type.startsWith('COMMIT'))
      .map(line => [lsnOf(line), relationsOf(line)] as const)
      .filter(([, relations]) => relations.length > 0);
    const named = (relation: string) => relation.split('/').at(-1);
    assert.deepEqual(
      ofKind(found.events, 'drop').map(({ lsn, relations }) => [formatLsn(lsn), relations.map(named)]),
      expected,
      one.id,
    );
    drops += expected.length;
  }
  assert.ok(drops > 10);
});

/** The file numbers behind `rels:`. */
function relationsOf(line: Line): string[] {
  const [, list = ''] = /; rels:((?: [^\s;]+)+)/.exec(line.text) ?? [];
  return list
    .split(' ')
    .filter(Boolean)
    .map(path => path.split('/').at(-1)!.replace(/_\w+$/, ''));
}

test('the time of a commit and the place of its time are exact; between two commits the answer is between them', async () => {
  for (const one of cases) {
    const { clock } = (await read(one)).found;
    const walClock = new WalClock(clock);
    let latest = clock[0]?.time ?? 0n;
    for (const [at, { lsn, time }] of clock.entries()) {
      latest = time > latest ? time : latest;
      assert.equal(walClock.timeOf(lsn), latest, one.id);
      const place = walClock.lsnOf(latest)!;
      assert.equal(walClock.timeOf(place), latest, one.id);
      const next = clock[at + 1];
      if (!next || next.lsn - lsn < 2n) continue;
      const between = walClock.timeOf(lsn + 1n)!;
      assert.ok(between >= latest && between <= (next.time > latest ? next.time : latest), one.id);
    }
    if (!clock.length) continue;
    assert.equal(walClock.timeOf(clock[0].lsn - 1n), undefined);
    assert.equal(walClock.timeOf(clock[clock.length - 1].lsn + 1n), undefined);
    assert.equal(walClock.lsnOf(clock[0].time - 1n), undefined);
  }
});
