import type { Io } from './io.ts';

/** A line that is written over and over, on a terminal only; an empty one takes it away. */
export function progressLine(io: Io): (line: string) => void {
  if (!process.stderr.isTTY) return () => {};
  let shown = 0;
  return line => {
    io.stderr(`\r${line.padEnd(shown)}${line ? '' : '\r'}`);
    shown = line.length;
  };
}
