import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { conninfoValue, readConninfo } from '../../server/postgres/conf/conninfo.ts';
import { conninfoKeywords } from '../../server/postgres/conf/conninfoKeywords.ts';
import { type Major, majors, sinceMajor } from '../../server/postgres/majors.ts';
import { adviceOn } from './advice.ts';

interface Recorded {
  readonly error?: string;
  readonly values?: Readonly<Record<string, string>>;
}

/** What PQconninfoParse of libpq 10 to 19 said of each text; a result holds until a newer major's. */
const truth: { text: string; since: Record<number, Recorded> }[] = JSON.parse(
  gunzipSync(readFileSync(new URL('../truth/conf-rules/conninfo.json.gz', import.meta.url))).toString(),
);

test('every recorded connection string is read or refused as libpq of each major does', () => {
  assert.ok(truth.length > 500);
  for (const { text, since } of truth) {
    for (const major of majors) {
      const { error, values } = sinceMajor<Recorded>(since, major)!;
      const read = readConninfo(text, major);
      assert.equal(read.refusal?.message, error, `${major} ${text}`);
      if (values) {
        const made = Object.fromEntries(read.parameters.map(({ keyword, value }) => [keyword, value]));
        assert.deepEqual(made, values, `${major} ${text}`);
      }
    }
  }
});

test('parameters keep their places', () => {
  const text = "host=a password='x y' user = b";
  const { parameters } = readConninfo(text, 16);
  const written = parameters.map(({ keywordSpan, valueSpan }) => [
    text.slice(keywordSpan!.start, keywordSpan!.end),
    text.slice(valueSpan.start, valueSpan.end),
  ]);
  assert.deepEqual(written, [
    ['host', 'a'],
    ['password', "'x y'"],
    ['user', 'b'],
  ]);
});

test('the places of a URI are those of its parts', () => {
  const text = 'postgresql://rep:secret@h1:1,h2:2/db?sslmode=require';
  const { parameters } = readConninfo(text, 16);
  const places = Object.fromEntries(
    parameters.map(({ keyword, valueSpan }) => [keyword, text.slice(valueSpan.start, valueSpan.end)]),
  );
  assert.deepEqual(places, {
    user: 'rep',
    password: 'secret',
    host: 'h1:1,h2:2',
    port: '1,h2:2',
    dbname: 'db',
    sslmode: 'require',
  });
});

test('of a keyword written twice the last counts', () => {
  assert.equal(conninfoValue(readConninfo('host=a host=b', 16), 'host'), 'b');
});

test('the keywords of a major are those of its libpq', () => {
  assert.ok(conninfoKeywords(13).includes('tty') && !conninfoKeywords(14).includes('tty'));
  assert.equal(conninfoKeywords(10).length, 30);
  assert.equal(conninfoKeywords(18).length, 50);
});

test('any text is read without an exception, with places inside it', () => {
  const piece = fc.constantFrom(
    'host',
    '=',
    "'",
    '\\',
    ' ',
    '%',
    '4',
    '@',
    '/',
    '[',
    ']',
    '?',
    '&',
    'postgresql://',
    'é',
    '\0',
  );
  fc.assert(
    fc.property(fc.array(fc.oneof(piece, fc.string())), fc.constantFrom(...majors), (pieces, major) => {
      const text = pieces.join('');
      const { parameters, refusal } = readConninfo(text, major);
      for (const { start, end } of [
        ...parameters.map(({ valueSpan }) => valueSpan),
        ...(refusal ? [refusal] : []),
      ])
        assert.ok(0 <= start && start <= end && end <= text.length);
    }),
    { seed: 4, numRuns: 2000 },
  );
});

test('values that libpq refuses are told in its words', async () => {
  const told = async (conninfo: string, major: Major = 18) =>
    (await adviceOn(`primary_conninfo = '${conninfo}'\nprimary_slot_name = 's'`, { major })).map(
      ({ message }) => message.replace('The WAL receiver will fail: ', ''),
    );
  assert.deepEqual(await told('host=a port=99999'), ['invalid port number: "99999"']);
  assert.deepEqual(await told('host=a port=1x'), ['invalid integer value "1x" for connection option "port"']);
  assert.deepEqual(await told('host=a,b port=1,2,3'), ['could not match 3 port numbers to 2 hosts']);
  assert.deepEqual(await told('host=a connect_timeout=soon'), [
    'invalid integer value "soon" for connection option "connect_timeout"',
  ]);
  const attributes = 'host=a target_session_attrs=standby';
  assert.deepEqual(await told(attributes), []);
  assert.deepEqual(await told(attributes, 13), [
    'invalid target_session_attrs value: "standby"; it takes any, read-write',
  ]);
  assert.deepEqual(await told('host=a,b port=5432 connect_timeout=10 sslmode=verify-full'), []);
  assert.deepEqual(await told('host=a,b port=,5433 ssl_min_protocol_version=tlsv1.2'), []);
});
