import type { TemplateResult } from 'lit';

export interface GridColumn {
  readonly id: string;
  readonly title: string;
  /** Width in pixels until the user changes it. */
  readonly width: number;
  /** Numbers stand at the right. */
  readonly numeric?: boolean;
  /** Takes the width that is left over. */
  readonly grows?: boolean;
  /** The rows are sorted by it. */
  readonly sorted?: 'ascending' | 'descending';
  /** Sorts by it. */
  readonly onSort?: () => void;
}

export interface GridRow {
  /** A cell for each column, or a single one across all of them. */
  readonly cells: readonly (TemplateResult | string | number)[];
  readonly className?: string;
}

/** Rows from `from` to `to`, both of them in it, with the focus on `to`. */
export interface Selection {
  readonly from: number;
  readonly to: number;
}

/** All that a table shows and tells; a new object means: show it. */
export interface GridModel {
  readonly label: string;
  readonly columns: readonly GridColumn[];
  readonly rowCount: number;
  /** Undefined while the row is on its way. */
  readonly row: (index: number) => GridRow | undefined;
  readonly selection?: Selection;
  readonly onSelect?: (selection: Selection) => void;
  /** Enter or double click. */
  readonly onOpen?: (index: number) => void;
  /** Ctrl+C, or Cmd+C. */
  readonly onCopy?: () => void;
  /** Which rows are shown; told whenever they are drawn, so that missing ones come. */
  readonly onDraw?: (first: number, end: number) => void;
  /** The rows on screen changed; `top` is a position to come back to. */
  readonly onScroll?: (first: number, end: number, top: number) => void;
  readonly widths?: Readonly<Record<string, number>>;
  readonly onWidths?: (widths: Readonly<Record<string, number>>) => void;
}
