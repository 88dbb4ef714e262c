import assert from 'node:assert/strict';
import { test } from 'node:test';
import { adviceRules } from '../../server/postgres/conf/rules/advise.ts';
import type { AdviceSurroundings } from '../../server/postgres/conf/rules/surroundings.ts';
import type { Major } from '../../server/postgres/majors.ts';
import { adviceOn, applyFix, codesOn } from './advice.ts';

/** Some examples need files beside them. */
const besides: Readonly<Record<string, { major?: Major; path?: string; surroundings?: AdviceSurroundings }>> =
  {
    'target-overridden': { path: '/data/recovery.conf' },
    'target-without-signal': {
      surroundings: { names: new Set(['PG_VERSION']), recoverySignal: false, standbySignal: false },
    },
    'both-signal-files': { surroundings: { recoverySignal: true, standbySignal: true } },
    'signal-file-before-12': { major: 11, surroundings: { standbySignal: true } },
    'standby-without-source': { surroundings: { standbySignal: true } },
    'target-timeline-not-found': { surroundings: { targetHistory: { timeline: 7, found: false } } },
    'archive-folder-missing': { surroundings: { archiveFolders: [{ path: '/mnt/archive', found: false }] } },
    'replication-not-admitted': {
      surroundings: {
        access: {
          path: '/data/pg_hba.conf',
          lines: [{ number: 1, type: 'host', databases: ['all'], users: ['all'], method: 'md5' }],
        },
      },
    },
    'wal-will-ask-for-more': {
      surroundings: {
        names: new Set(['PG_VERSION']),
        standbySignal: true,
        archive: { required: [{ setting: 'max_connections', value: 200, lsn: 0x16b3740n }] },
      },
    },
    'target-not-in-archive': { surroundings: { archive: { restorePoints: ['after_upgrade'] } } },
  };

for (const rule of adviceRules) {
  test(`${rule.code}: speaks about its example`, async () => {
    const options = besides[rule.code];
    assert.ok((await codesOn(rule.example, options)).includes(rule.code));
  });

  test(`${rule.code}: is silent about the better way`, async () => {
    assert.ok(!(await codesOn(rule.better)).includes(rule.code));
  });

  test(`${rule.code}: its fixes settle the example`, async () => {
    const options = besides[rule.code];
    for (const advice of await adviceOn(rule.example, options)) {
      if (advice.code !== rule.code) continue;
      for (const fix of advice.fixes) {
        const fixed = applyFix(rule.example, fix);
        assert.ok(!(await codesOn(fixed, options)).includes(rule.code), `${fix.title}: ${fixed}`);
      }
    }
  });
}

test('codes are unique and in kebab-case', () => {
  const codes = adviceRules.map(({ code }) => code);
  assert.equal(new Set(codes).size, codes.length);
  for (const code of codes) assert.match(code, /^[a-z]+(-[a-z0-9]+)+$/);
});

test('every message is one line without a full stop at its end', async () => {
  for (const rule of adviceRules) {
    for (const { message } of await adviceOn(rule.example, besides[rule.code])) {
      assert.ok(message.length <= 190 && !message.includes('\n'), `${message.length} ${message}`);
      assert.doesNotMatch(message, /\.$/);
    }
  }
});
