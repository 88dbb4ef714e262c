import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { gunzipSync } from 'node:zlib';
import { parseBackupLabel } from '../../server/postgres/files/backupLabel.ts';
import { readControl } from '../../server/postgres/files/control.ts';
import { readFilenodeMap } from '../../server/postgres/files/filenodeMap.ts';
import { parseVersionFile } from '../../server/postgres/files/markers.ts';
import { parsePostmasterPid } from '../../server/postgres/files/postmasterPid.ts';
import type { FileProblem } from '../../server/postgres/files/problem.ts';
import { readSlotState } from '../../server/postgres/files/slotState.ts';
import { readTwoPhase } from '../../server/postgres/files/twoPhase.ts';
import type { Major } from '../../server/postgres/majors.ts';
import { recordedMajors } from './truth.ts';

/** What a real server said of a damaged file, recorded by scripts/record-files/damaged.ts. */
interface DamagedFile {
  readonly case: string;
  readonly file: string;
  readonly bytes: string;
  readonly lines: readonly { level: string; message: string; detail?: string; hint?: string }[];
}

const path = new URL('../truth/files/damaged.json.gz', import.meta.url);
const recorded: Record<Major, readonly DamagedFile[]> = JSON.parse(gunzipSync(readFileSync(path)).toString());

type Read = (bytes: Uint8Array, text: string, file: string, major: Major) => readonly FileProblem[];

const readers: readonly (readonly [start: string, read: Read])[] = [
  ['slot', (bytes, _, file, major) => readSlotState(bytes, file, major).problems],
  ['two-phase', (bytes, _, file, major) => readTwoPhase(bytes, file.replace(/^.*\//, ''), major).problems],
  ['map', (bytes, _, file, major) => readFilenodeMap(bytes, file, major).problems],
  ['control', (bytes, _text, _file, major) => readControl(bytes, major).problems],
  ['label', (_, text, _file, major) => parseBackupLabel(text, major).problems],
  ['pid', (_, text) => parsePostmasterPid(text).problems],
  ['version-garbage', (_, text) => parseVersionFile(text, '@PGDATA@/PG_VERSION').problems],
];

/** 10 and 11 end this message with the last error of the operating system, which has nothing to do with it. */
const leftOverError = /^(could not read relation mapping file "[^"]*"): .*$/;

for (const major of recordedMajors)
  for (const [start, read] of readers)
    test(`${major}: a damaged ${start} is refused in the words of the server`, () => {
      const files = recorded[major].filter(file => file.case.startsWith(start));
      assert.ok(files.length > 0);
      for (const { case: name, file, bytes: base64, lines } of files) {
        const bytes = new Uint8Array(Buffer.from(base64, 'base64'));
        const [problem] = read(bytes, new TextDecoder().decode(bytes), file, major).filter(
          ({ level }) => level !== 'ADVICE',
        );
        if (lines.length === 0 || /checkpoint record/.test(lines[0].message)) {
          assert.equal(problem, undefined, `${name}: the server takes it`);
          continue;
        }
        assert.ok(problem, `${name}: the server says ${lines[0].message}`);
        const { level, message, detail, hint } = problem;
        const ours = {
          level,
          message: message.split('\n')[0],
          ...(detail && { detail }),
          ...(hint && { hint }),
        };
        assert.deepEqual(ours, { ...lines[0], message: lines[0].message.replace(leftOverError, '$1') }, name);
      }
    });
