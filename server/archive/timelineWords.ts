/** Of more ranges than this the last ones are counted. */
const mostRanges = 8;

/** `timeline 3`, `timelines 1 and 2`, `timelines 1 to 12, 15 and 20 to 22`: some timelines in ascending order. */
export function timelinesInWords(timelines: readonly number[]): string {
  const ranges: { from: number; to: number }[] = [];
  for (const timeline of timelines) {
    const last = ranges[ranges.length - 1];
    if (last?.to === timeline - 1) last.to = timeline;
    else ranges.push({ from: timeline, to: timeline });
  }
  const told = ranges.length > mostRanges ? ranges.slice(0, mostRanges - 1) : ranges;
  const others = ranges.slice(told.length).reduce((sum, { from, to }) => sum + to - from + 1, 0);
  const words = told.flatMap(({ from, to }) =>
    to - from > 1 ? [`${from} to ${to}`] : to > from ? [`${from}`, `${to}`] : [`${from}`],
  );
  if (others) words.push(`${others} others`);
  const list =
    words.length > 1 ? `${words.slice(0, -1).join(', ')} and ${words[words.length - 1]}` : words.join('');
  return `${timelines.length === 1 ? 'timeline' : 'timelines'} ${list}`;
}
