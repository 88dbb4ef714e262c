/** Where the focus of a table is and what is on screen. */
export interface Place {
  /** -1 when no row has the focus. */
  readonly current: number;
  readonly first: number;
  /** Rows a page has. */
  readonly inView: number;
  readonly rows: number;
}

/** The row that a key goes to, or undefined when the key is none of the table's. */
export function nextRow(key: { key: string; altKey: boolean; metaKey: boolean }, place: Place) {
  if (place.rows === 0 || key.altKey || key.metaKey) return undefined;
  const row = target(key.key, place);
  return row === undefined ? undefined : Math.min(place.rows - 1, Math.max(0, row));
}

function target(key: string, { current, first, inView, rows }: Place): number | undefined {
  const start = current < 0 ? first : current;
  switch (key) {
    case 'ArrowDown':
      return current < 0 ? first : current + 1;
    case 'ArrowUp':
      return current < 0 ? first : current - 1;
    case 'PageDown':
      return start + inView;
    case 'PageUp':
      return start - inView;
    case 'Home':
      return 0;
    case 'End':
      return rows - 1;
    default:
      return undefined;
  }
}
