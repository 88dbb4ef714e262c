import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  formatLogTime,
  formatTimestamp,
  parseTimestamp,
} from '../../server/postgres/recovery/pointInTime.ts';

const summer = Date.UTC(2026, 6, 1, 12) / 1000;
const winter = Date.UTC(2026, 10, 23, 15, 47, 19) / 1000;
const sinceEpoch = (unix: number) => BigInt(unix - 946_684_800) * 1_000_000n;

/** What PostgreSQL 17 prints at those two times with TimeZone so, and what to_char(..., 'TZ') calls it. */
const zones: readonly (readonly [zone: string, winter: string, summer: string, names: string])[] = [
  ['UTC', '2026-11-23 15:47:19+00', '2026-07-01 12:00:00+00', 'UTC UTC'],
  ['Europe/Berlin', '2026-11-23 16:47:19+01', '2026-07-01 14:00:00+02', 'CET CEST'],
  ['CET', '2026-11-23 16:47:19+01', '2026-07-01 14:00:00+02', 'CET CEST'],
  ['Asia/Tokyo', '2026-11-24 00:47:19+09', '2026-07-01 21:00:00+09', 'JST JST'],
  ['America/St_Johns', '2026-11-23 12:17:19-03:30', '2026-07-01 09:30:00-02:30', 'NST NDT'],
  ['Asia/Dubai', '2026-11-23 19:47:19+04', '2026-07-01 16:00:00+04', '+04 +04'],
  ['EST5EDT', '2026-11-23 10:47:19-05', '2026-07-01 08:00:00-04', 'EST EDT'],
  ['CET-1CEST', '2026-11-23 16:47:19+01', '2026-07-01 14:00:00+02', 'CET CEST'],
  ['CET-1CEST,M3.5.0,M10.5.0/3', '2026-11-23 16:47:19+01', '2026-07-01 14:00:00+02', 'CET CEST'],
  ['XYZ3ABC', '2026-11-23 12:47:19-03', '2026-07-01 10:00:00-02', 'XYZ ABC'],
  ['GMT+5', '2026-11-23 10:47:19-05', '2026-07-01 07:00:00-05', 'GMT GMT'],
  ['<+03>-3', '2026-11-23 18:47:19+03', '2026-07-01 15:00:00+03', '+03 +03'],
  ['-03:30', '2026-11-23 19:17:19+03:30', '2026-07-01 15:30:00+03:30', ' '],
  ['+02:00', '2026-11-23 13:47:19-02', '2026-07-01 10:00:00-02', ' '],
];

for (const [zone, atWinter, atSummer, names] of zones)
  test(`${zone}: times are printed as the server prints them`, () => {
    assert.equal(formatTimestamp(sinceEpoch(winter), zone), atWinter);
    assert.equal(formatTimestamp(sinceEpoch(summer), zone), atSummer);
    const shown = [winter, summer].map(unix =>
      formatLogTime(BigInt(unix), zone).slice('YYYY-MM-DD HH:MM:SS '.length),
    );
    assert.equal(shown.join(' '), names);
  });

test('TimeZone takes a number of hours too', () => {
  assert.equal(formatTimestamp(sinceEpoch(winter), '-3.5'), '2026-11-23 12:17:19-03:30');
  assert.equal(formatTimestamp(sinceEpoch(winter), "interval '05:30'"), '2026-11-23 21:17:19+05:30');
});

test('an abbreviation in a written time is the one of the list, from 18 on of the session first', () => {
  assert.equal(parseTimestamp('2026-07-01 14:00 IST', 17, 'Asia/Kolkata'), sinceEpoch(summer));
  assert.equal(parseTimestamp('2026-07-01 17:30 IST', 18, 'Asia/Kolkata'), sinceEpoch(summer));
  assert.equal(parseTimestamp('2026-07-01 15:00 MSK', 17, 'UTC'), sinceEpoch(summer));
  assert.equal(parseTimestamp('2026-07-01 22:00 AEST', 17, 'UTC'), sinceEpoch(summer));
});

test('parts of a date follow each other as DateStyle says', () => {
  assert.equal(parseTimestamp('01/07/2026 12:00 UTC', 17, 'UTC', 'dmy'), sinceEpoch(summer));
  assert.equal(parseTimestamp('07/01/2026 12:00 UTC', 17, 'UTC'), sinceEpoch(summer));
});
