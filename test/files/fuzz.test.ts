import assert from 'node:assert/strict';
import test from 'node:test';
import { parseBackupHistory } from '../../server/postgres/files/backupHistory.ts';
import { parseBackupLabel } from '../../server/postgres/files/backupLabel.ts';
import { readControl } from '../../server/postgres/files/control.ts';
import { controlText } from '../../server/postgres/files/controlText.ts';
import { explainFile, isBinaryKind } from '../../server/postgres/files/explain.ts';
import { readFilenodeMap } from '../../server/postgres/files/filenodeMap.ts';
import { parseHistory } from '../../server/postgres/files/history.ts';
import { recogniseFile } from '../../server/postgres/files/kind.ts';
import { readLogicalSnapshot } from '../../server/postgres/files/logicalSnapshot.ts';
import { readManifest } from '../../server/postgres/files/manifest.ts';
import { parseVersionFile, readSignalFile } from '../../server/postgres/files/markers.ts';
import { parsePostmasterPid } from '../../server/postgres/files/postmasterPid.ts';
import type { FileProblem } from '../../server/postgres/files/problem.ts';
import { readSlotState } from '../../server/postgres/files/slotState.ts';
import { parseTablespaceMap } from '../../server/postgres/files/tablespaceMap.ts';
import { readTwoPhase } from '../../server/postgres/files/twoPhase.ts';
import { readWalSummary } from '../../server/postgres/files/walSummary.ts';
import type { Major } from '../../server/postgres/majors.ts';
import { recorded, recordedMajors } from './truth.ts';

type Read = (bytes: Uint8Array, text: string, major: Major) => { readonly problems: readonly FileProblem[] };

const readers: readonly (readonly [name: RegExp, read: Read])[] = [
  [/\.history$/, (_, text) => parseHistory(text, 2)],
  [/backup_label$/, (_, text, major) => parseBackupLabel(text, major)],
  [/\.backup$/, (_, text) => parseBackupHistory(text, '000000010000000000000003.00000028.backup')],
  [/backup_label$/, (_, text, major) => parseTablespaceMap(text, major)],
  [/(running|stopped)\.pg_control$/, readControlAndPrint],
  [/plain\/backup_manifest$/, bytes => readManifest(bytes.length > 4000 ? shorten(bytes) : bytes)],
  [/^slots\//, bytes => readSlotState(bytes)],
  [/^pg_twophase\//, (bytes, _, major) => readTwoPhase(bytes, '000002ED', major)],
  [/^pg_twophase\//, bytes => readTwoPhase(bytes, '000002ED')],
  [/pg_filenode\.map$/, bytes => readFilenodeMap(bytes)],
  [/\.summary$/, bytes => readWalSummary(bytes, 'x')],
  [/pg_control$|^slots\/|^pg_twophase\/|\.map$|\.summary$|\.snap$/, recogniseAndExplain],
  [/\.snap$/, bytes => readLogicalSnapshot(bytes, 'x')],
  [/postmaster\.pid$/, (_, text) => parsePostmasterPid(text)],
  [/PG_VERSION$/, (_, text) => parseVersionFile(text)],
  [/PG_VERSION$/, (_, text, major) => readSignalFile('standby.signal', text, major)],
];

function readControlAndPrint(bytes: Uint8Array): ReturnType<Read> {
  const reading = readControl(bytes);
  if (reading.value) controlText(reading.value);
  return reading;
}

function recogniseAndExplain(bytes: Uint8Array): ReturnType<Read> {
  const kind = recogniseFile('unknown', bytes)?.kind;
  return kind && isBinaryKind(kind)
    ? explainFile(kind, { bytes, name: '000002ED', path: 'unknown' })
    : { problems: [] };
}

/** The beginning and the end of a manifest, so that thousands of runs stay quick. */
function shorten(bytes: Uint8Array): Uint8Array {
  return Uint8Array.from([...bytes.subarray(0, 2000), ...bytes.subarray(-2000)]);
}

/** Marsaglia's xorshift: the same numbers in each run. */
function randomFrom(seed: number): (below: number) => number {
  let state = seed;
  return below => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
}

function damage(original: Uint8Array, random: (below: number) => number): Uint8Array {
  const bytes = original.slice(0, random(4) === 0 ? random(original.length + 1) : original.length);
  const extremes = [0x00, 0x0a, 0x20, 0x2f, 0x7f, 0x80, 0xff];
  for (let i = random(12); i > 0 && bytes.length > 0; i--)
    bytes[random(Math.min(bytes.length, 600))] = random(2) ? random(256) : extremes[random(extremes.length)];
  return bytes;
}

for (const [name, read] of readers)
  test(`damaged ${name.source}: no reader throws, every problem has a place in the file`, () => {
    const random = randomFrom(0x5eed);
    for (const major of recordedMajors)
      for (const [file, original] of recorded(major).files) {
        if (!name.test(file)) continue;
        for (let run = 0; run < 60; run++) {
          const bytes = damage(original.length > 9000 ? shorten(original) : original, random);
          const { problems } = read(bytes, new TextDecoder().decode(bytes), major);
          for (const { message, offset } of problems) {
            assert.ok(message.length > 0);
            assert.ok(offset >= 0 && offset <= Math.max(bytes.length, 16), `${message} at ${offset}`);
          }
        }
      }
  });
