const sizes = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'] as const;

/** Bytes in the largest fitting unit of 1024: `16 MB`, `22.5 GB`. */
export function bytesText(bytes: number): string {
  let unit = 0;
  let amount = bytes;
  while (amount >= 1024 && unit < sizes.length - 1) {
    amount /= 1024;
    unit++;
  }
  return `${rounded(amount)} ${sizes[unit]}`;
}

const times = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1000],
  ['millisecond', 1],
] as const;

/** Milliseconds in the largest unit that leaves at least one: `5 minutes`, `1.5 hours`. */
export function timeText(milliseconds: number): string {
  const [unit, size] = times.find(([, each]) => milliseconds >= each) ?? times[4];
  const amount = rounded(milliseconds / size);
  return `${amount} ${unit}${amount === '1' ? '' : 's'}`;
}

function rounded(amount: number): string {
  return amount >= 100 ? String(Math.round(amount)) : String(Number(amount.toPrecision(3)));
}
