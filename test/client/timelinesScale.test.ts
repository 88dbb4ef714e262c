import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { paced } from '../../client/webview/timelines/paced.ts';
import { fit, pan, stretch, toX, zoom } from '../../client/webview/timelines/scale.ts';
import { cellsOf } from '../../client/webview/timelines/strip.ts';
import { segmentStates } from '../../server/protocol/archive.ts';

const width = 1000;
const extent = { from: 0, to: 1_000_000, finest: 1 };

describe('the stretch of an axis that is shown', () => {
  it('never leaves what there is, however it is moved and zoomed', () => {
    const steps = fc.array(
      fc.record({
        x: fc.nat(width),
        factor: fc.double({ min: 0.1, max: 10, noNaN: true }),
        by: fc.integer({ min: -9999, max: 9999 }),
      }),
    );
    fc.assert(
      fc.property(steps, all => {
        const whole = fit(extent, width);
        let scale = whole;
        for (const { x, factor, by } of all) {
          scale = pan(zoom(scale, extent, x, factor), extent, by);
          assert.ok(scale.from >= whole.from - 1e-6);
          assert.ok(scale.from + scale.perPixel * width <= whole.from + whole.perPixel * width + 1e-6);
        }
      }),
    );
  });

  it('holds all of a timeline that is asked for', () => {
    const scale = stretch(fit(extent, width), extent, 400_000, 500_000);
    assert.ok(toX(scale, 400_000) > 0 && toX(scale, 500_000) < width);
    assert.ok(toX(scale, 500_000) - toX(scale, 400_000) > 0.9 * width);
  });
});

describe('the strip of segments', () => {
  it('has few cells however many segments there are, and shows the one that is missing', () => {
    const missing = segmentStates.indexOf('missing');
    const strip = [0, 0, 499_999, missing, 500_000, 500_000, 0, 500_001, 999_999];
    const cells = cellsOf(
      strip,
      width,
      segment => segment / 1000,
      x => x * 1000,
    );
    assert.ok(cells.length < width);
    const lost = cells.filter(({ state }) => state === 'missing');
    assert.equal(lost.length, 1);
    assert.ok(lost[0].x <= 500 && lost[0].x + lost[0].width >= 500);
  });
});

describe('paced work', () => {
  it('is done once more behind the work that it was asked for meanwhile, and never twice at a time', async () => {
    let running = 0;
    let done = 0;
    let finish = () => {};
    const ask = paced(async () => {
      assert.equal(++running, 1);
      await new Promise<void>(resolve => {
        finish = resolve;
      });
      running--;
      done++;
    });
    for (let i = 0; i < 5; i++) ask();
    finish();
    while (running === 0 || done === 0) await new Promise(resolve => setTimeout(resolve, 1));
    finish();
    while (running > 0) await new Promise(resolve => setTimeout(resolve, 1));
    assert.equal(done, 2);
    ask();
    while (done < 3) {
      finish();
      await new Promise(resolve => setTimeout(resolve, 1));
    }
    assert.equal(done, 3);
  });
});
