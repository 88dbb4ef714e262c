import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { TextBuffer } from '../../server/postgres/wal/describe/textBuffer.ts';
import {
  isoTimestamp,
  setTimeZone,
  utc,
  writeTimestamp,
} from '../../server/postgres/wal/describe/timestamp.ts';

const postgresEpoch = Date.UTC(2000, 0, 1);

function written(microseconds: bigint): string {
  const out = new TextBuffer();
  writeTimestamp(out, microseconds);
  return out.toString();
}

/** Microseconds since 2000 of times in the years 1 to 9999, which JavaScript's dates spell alike. */
const anyTime = fc.bigInt(-63_082_281_600_000_000n, 252_455_615_999_999_999n);

suite('timestamps', () => {
  test('are those of the calendar', () => {
    fc.assert(
      fc.property(anyTime, microseconds => {
        const inSecond = ((microseconds % 1_000_000n) + 1_000_000n) % 1_000_000n;
        const second = new Date(Number((microseconds - inSecond) / 1000n) + postgresEpoch).toISOString();
        const expected = `${second.slice(0, 19)}.${String(inSecond).padStart(6, '0')}Z`;
        assert.equal(isoTimestamp(microseconds), expected);
        if (microseconds < 0n) return;
        assert.equal(written(microseconds), `${expected.replace('T', ' ').slice(0, -1)} UTC`);
      }),
    );
  });

  test('are in the time zone that is set, also for a second that was written before', () => {
    assert.equal(written(1_500_000n), '2000-01-01 00:00:01.500000 UTC');
    setTimeZone(() => ({ offsetSeconds: -5 * 3600, abbreviation: 'EST' }));
    assert.equal(written(1_500_000n), '1999-12-31 19:00:01.500000 EST');
    setTimeZone(utc);
    assert.equal(written(1_500_000n), '2000-01-01 00:00:01.500000 UTC');
  });
});
