/** Height of a table's row in CSS pixels, as in dataGrid.css. */
export const rowHeight = 22;

/** What a scroll position is computed from; heights are in CSS pixels. */
export interface Geometry {
  readonly rows: number;
  readonly rowHeight: number;
  /** Height in which rows can be seen. */
  readonly viewport: number;
}

/**
 * Browsers clip elements at some 16 to 33 million pixels. A table that would be taller gets an element of this
 * height, and its scrollbar moves over the rows faster than the mouse does.
 */
export const tallest = 8_000_000;

const fullHeight = ({ rows, rowHeight }: Geometry) => rows * rowHeight;

/** Height of the element that the browser scrolls. */
export function canvasHeight(geometry: Geometry): number {
  return Math.min(fullHeight(geometry), tallest);
}

/** Whether the scrollbar is scaled. */
export function isScaled(geometry: Geometry): boolean {
  return fullHeight(geometry) > tallest;
}

/** The lowest position that rows can be scrolled to, in pixels from the top of the first row. */
export function lastTop(geometry: Geometry): number {
  return Math.max(0, fullHeight(geometry) - geometry.viewport);
}

const range = (geometry: Geometry) => Math.max(0, canvasHeight(geometry) - geometry.viewport);

/** Where the rows stand when the browser says `scrollTop`. */
export function topOfScroll(geometry: Geometry, scrollTop: number): number {
  if (!isScaled(geometry)) return Math.min(scrollTop, lastTop(geometry));
  return Math.min(lastTop(geometry), Math.max(0, (scrollTop / range(geometry)) * lastTop(geometry)));
}

/** What to tell the browser so that the rows stand at `top`. */
export function scrollOfTop(geometry: Geometry, top: number): number {
  if (!isScaled(geometry)) return top;
  return (top / lastTop(geometry)) * range(geometry);
}

/** The position closest to `top` that shows row `row` whole. */
export function topShowing(geometry: Geometry, top: number, row: number): number {
  const rowTop = row * geometry.rowHeight;
  const lowest = rowTop + geometry.rowHeight - geometry.viewport;
  return Math.min(lastTop(geometry), Math.max(0, Math.min(rowTop, Math.max(top, lowest))));
}

/** The position that has row `row` in the middle. */
export function topCentring(geometry: Geometry, row: number): number {
  const middle = (row + 0.5) * geometry.rowHeight - geometry.viewport / 2;
  return Math.min(lastTop(geometry), Math.max(0, Math.round(middle)));
}

/** The rows that can be seen at `top`, the last one exclusive. */
export function visibleRows(geometry: Geometry, top: number): { first: number; end: number } {
  const first = Math.min(geometry.rows, Math.floor(top / geometry.rowHeight));
  const end = Math.min(geometry.rows, Math.ceil((top + geometry.viewport) / geometry.rowHeight));
  return { first, end };
}
