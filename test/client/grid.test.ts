import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { nextRow } from '../../client/webview/grid/keys.ts';
import { RowStore } from '../../client/webview/grid/rowStore.ts';
import {
  canvasHeight,
  type Geometry,
  lastTop,
  scrollOfTop,
  tallest,
  topCentring,
  topOfScroll,
  topShowing,
  visibleRows,
} from '../../client/webview/grid/scrollMap.ts';

const geometries = fc.record({
  rows: fc.oneof(fc.nat(2_000), fc.nat(40_000_000)),
  rowHeight: fc.constantFrom(18, 22, 30),
  viewport: fc.integer({ min: 22, max: 3_000 }),
});

test('no table is taller than a browser can scroll, and its ends are reached however long it is', () => {
  fc.assert(
    fc.property(geometries, geometry => {
      assert.ok(canvasHeight(geometry) <= tallest);
      const bottom = Math.max(0, canvasHeight(geometry) - geometry.viewport);
      assert.equal(topOfScroll(geometry, 0), 0);
      assert.ok(Math.abs(topOfScroll(geometry, bottom) - lastTop(geometry)) < 1e-6);
      const { end } = visibleRows(geometry, lastTop(geometry));
      assert.equal(end, geometry.rows);
    }),
  );
});

test('a place comes back the same from the scrollbar, within a pixel of it', () => {
  fc.assert(
    fc.property(geometries, fc.double({ min: 0, max: 1, noNaN: true }), (geometry, share) => {
      const top = share * lastTop(geometry);
      const back = topOfScroll(geometry, scrollOfTop(geometry, top));
      assert.ok(Math.abs(back - top) <= 1e-3 * geometry.rowHeight, `${top} came back as ${back}`);
    }),
  );
});

test('a row that is to be shown is on screen as a whole, and a table that shows it stays', () => {
  fc.assert(
    fc.property(geometries, fc.nat(), fc.nat(), (geometry, wanted, from) => {
      fc.pre(geometry.rows > 0 && geometry.viewport >= geometry.rowHeight);
      const row = wanted % geometry.rows;
      const top = from % (lastTop(geometry) + 1);
      for (const shown of [topShowing(geometry, top, row), topCentring(geometry, row)]) {
        assert.ok(isWhole(geometry, shown, row));
        assert.equal(topShowing(geometry, shown, row), shown);
      }
    }),
  );
});

function isWhole({ rowHeight, viewport }: Geometry, top: number, row: number): boolean {
  return row * rowHeight >= top && (row + 1) * rowHeight <= top + viewport;
}

test('keys go to neighbours, pages and ends, and never beyond them', () => {
  const place = { current: 50, first: 40, inView: 20, rows: 100 };
  const press = (key: string, change = {}) =>
    nextRow({ key, altKey: false, metaKey: false }, { ...place, ...change });
  assert.equal(press('ArrowDown'), 51);
  assert.equal(press('ArrowUp'), 49);
  assert.equal(press('PageDown'), 70);
  assert.equal(press('PageUp', { current: 5 }), 0);
  assert.equal(press('Home'), 0);
  assert.equal(press('End'), 99);
  assert.equal(press('ArrowDown', { current: 99 }), 99);
  assert.equal(press('ArrowDown', { current: -1 }), 40);
  assert.equal(press('a'), undefined);
  assert.equal(press('End', { rows: 0 }), undefined);
});

/** A store over the numbers themselves that answers at most `most` rows at once. */
function numbers(most: number) {
  const asked: [number, number][] = [];
  const store: RowStore<number> = new RowStore(
    async (start, count, signal) => {
      asked.push([start, count]);
      await new Promise(resolve => setTimeout(resolve, 1));
      signal.throwIfAborted();
      return { start, rows: Array.from({ length: Math.min(count, most) }, (_, at) => start + at) };
    },
    () => {},
  );
  return { asked, store };
}

const settled = () => new Promise(resolve => setTimeout(resolve, 60));

/** Waits until a store has a row, however busy the machine is. */
async function has(store: RowStore<number>, row: number): Promise<void> {
  for (let tries = 0; tries < 1000 && store.row(row) === undefined; tries++)
    await new Promise(resolve => setTimeout(resolve, 5));
}

test('missing rows are fetched, in several answers if they come short, and asked for once', async () => {
  const { asked, store } = numbers(30);
  store.want(1_000_000, 1_000_050);
  await has(store, 1_000_049);
  for (let row = 1_000_000; row < 1_000_050; row++) assert.equal(store.row(row), row);
  const requests = asked.length;
  store.want(1_000_010, 1_000_040);
  await settled();
  assert.equal(asked.length, requests);
});

test('only the place asked for last is fetched, and only rows near it are kept', async () => {
  const { store } = numbers(1000);
  for (let first = 0; first < 100_000; first += 1_000) {
    store.want(first, first + 40);
    await new Promise(resolve => setTimeout(resolve, first % 5_000 === 0 ? 5 : 0));
  }
  await has(store, 99_000);
  assert.equal(store.row(99_000), 99_000);
  assert.equal(store.row(0), undefined);
});

test('a failed request is told and not repeated until another place is asked for', async () => {
  let calls = 0;
  const store = new RowStore<number>(
    async () => {
      calls++;
      throw new Error('the session is gone');
    },
    () => store.want(0, 10),
  );
  store.want(0, 10);
  await settled();
  assert.equal(store.problem, 'the session is gone');
  assert.equal(calls, 1);
});
