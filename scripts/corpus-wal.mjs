// Checks the scanner against a folder of recorded segments: node --import tsx scripts/corpus-wal.mjs DIR
import { readRecorded } from '../test/wal/recorded.ts';
import { caseDifference, rangeDifference } from '../test/wal/truth.ts';

const folder = process.argv[2];
const recorded = readRecorded(folder);
let wrong = 0;
const report = (what, difference) => {
  if (difference === undefined) return;
  wrong++;
  console.log(`${what}: ${difference}`);
};
for (const one of recorded.cases) report(one.id, await caseDifference(folder, one));
for (const range of recorded.ranges)
  report(range.segments.join(' '), await rangeDifference(folder, recorded, range));
console.log(`${recorded.cases.length} segments, ${recorded.ranges.length} ranges, ${wrong} differ`);
process.exitCode = wrong ? 1 : 0;
