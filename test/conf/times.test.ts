import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { brotliDecompressSync } from 'node:zlib';
import { settingNamed } from '../../server/postgres/conf/catalogue.ts';
import { checkWithHooks } from '../../server/postgres/conf/values/checkWithHooks.ts';
import { majors } from '../../server/postgres/majors.ts';

/** Random dates and times as recovery_target_time: what starting servers said, null where they took them. */
const cases: { style?: string; text: string; told: Record<string, readonly string[] | null> }[] = JSON.parse(
  brotliDecompressSync(readFileSync(new URL('../truth/conf/times.json.br', import.meta.url))).toString(),
);

for (const major of majors.filter(each => each in cases[0].told))
  test(`recovery_target_time takes and refuses times as the server of ${major} does`, () => {
    const setting = settingNamed('recovery_target_time', major)!;
    const wrong: string[] = [];
    for (const { style, text, told } of cases) {
      const current = (name: string) => (name === 'DateStyle' ? style : undefined);
      const { refusal } = checkWithHooks(setting, setting.name, text, major, current);
      const said = refusal ? [refusal.message, refusal.detail].filter(words => words !== undefined) : null;
      if (JSON.stringify(said) !== JSON.stringify(told[major]))
        wrong.push(`${text}: ${said}, not ${told[major]}`);
    }
    assert.deepEqual(wrong, []);
  });
