/** A label that wants to stand at `x`; the heavier one wins where two would overlap. */
export interface Wanted {
  readonly x: number;
  readonly text: string;
  readonly weight: number;
  readonly className: string;
}

export interface Placed extends Wanted {
  readonly anchor: 'start' | 'middle' | 'end';
}

/** Width of a character of 11 pixels, on average. */
const characterWidth = 6.3;
const between = 10;

/** The labels of one row that fit beside each other in `width` pixels, centred on their places where they can be. */
export function placeLabels(wanted: readonly Wanted[], width: number): Placed[] {
  const taken: { from: number; to: number }[] = [];
  const placed: Placed[] = [];
  for (const label of [...wanted].sort((a, b) => b.weight - a.weight)) {
    if (label.text === '' || label.x < 0 || label.x > width) continue;
    const length = label.text.length * characterWidth;
    const choices = (['middle', 'start', 'end'] as const).map(anchor => {
      const from = label.x - (anchor === 'middle' ? length / 2 : anchor === 'start' ? 4 : length - 4);
      return { anchor, from, to: from + length };
    });
    const free = choices.find(
      ({ from, to }) =>
        from >= 0 &&
        to <= width &&
        taken.every(other => to + between <= other.from || from >= other.to + between),
    );
    if (!free) continue;
    taken.push(free);
    const x = free.anchor === 'start' ? label.x - 4 : free.anchor === 'end' ? label.x + 4 : label.x;
    placed.push({ ...label, x, anchor: free.anchor });
  }
  return placed;
}
