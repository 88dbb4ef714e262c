import { html, nothing, render, type TemplateResult } from 'lit';
import { cssProperties } from '../cssProperties.ts';
import { dragWidth } from './dragWidth.ts';
import type { GridColumn, GridModel, GridRow, Selection } from './gridModel.ts';
import { nextRow } from './keys.ts';
import {
  canvasHeight,
  type Geometry,
  isScaled,
  lastTop,
  rowHeight,
  scrollOfTop,
  topCentring,
  topOfScroll,
  topShowing,
  visibleRows,
} from './scrollMap.ts';

const narrowest = 36;

/**
 * `<data-grid>`: a table of any number of rows that only has the visible ones in the document. One tab stop; the
 * focused row is told by aria-activedescendant. Everything comes in through `model`.
 */
export class DataGrid extends HTMLElement {
  #model: GridModel | undefined;
  /** Ahead of the model until that comes back with it: keys follow each other faster than pages are drawn. */
  #selection: Selection | undefined;
  #top = 0;
  #viewport = 0;
  #scroller: HTMLElement | undefined;
  #told = '';
  readonly #sizes = new ResizeObserver(() => this.#measure());

  set model(model: GridModel) {
    this.#model = model;
    this.#selection = model.selection;
    if (this.isConnected) this.#update();
  }

  connectedCallback(): void {
    if (this.#model) this.#update();
    this.#sizes.observe(this);
  }

  disconnectedCallback(): void {
    this.#sizes.disconnect();
  }

  /** Position of the rows in pixels; survives in the saved state. */
  get top(): number {
    return this.#top;
  }

  scrollToTop(top: number): void {
    this.#moveTo(top);
  }

  /** Scrolls as little as possible, or to the middle when the row is far away. */
  showRow(row: number): void {
    const geometry = this.#geometry();
    const near = topShowing(geometry, this.#top, row);
    this.#moveTo(Math.abs(near - this.#top) <= this.#viewport ? near : topCentring(geometry, row));
  }

  override focus(options?: FocusOptions): void {
    this.#scroller?.focus(options);
  }

  #geometry(): Geometry {
    return { rows: this.#model?.rowCount ?? 0, rowHeight, viewport: this.#viewport };
  }

  /** The current row stays in sight when what is around the table takes room from it. */
  #measure(): void {
    const current = this.#selection?.to;
    const inSight = current !== undefined && topShowing(this.#geometry(), this.#top, current) === this.#top;
    this.#viewport = Math.max(0, this.clientHeight - rowHeight - this.#scrollbarHeight());
    this.#moveTo(inSight ? topShowing(this.#geometry(), this.#top, current) : this.#top);
  }

  #scrollbarHeight(): number {
    return this.#scroller ? this.#scroller.offsetHeight - this.#scroller.clientHeight : 0;
  }

  #moveTo(top: number): void {
    const geometry = this.#geometry();
    this.#top = Math.min(lastTop(geometry), Math.max(0, Math.round(top)));
    this.#update();
    if (!this.#scroller) return;
    const wanted = scrollOfTop(geometry, this.#top);
    if (Math.abs(this.#scroller.scrollTop - wanted) >= 1) this.#scroller.scrollTop = wanted;
  }

  #onScroll(): void {
    const geometry = this.#geometry();
    const { scrollTop } = this.#scroller!;
    // what #moveTo set itself comes back rounded and says nothing new
    if (Math.abs(scrollTop - scrollOfTop(geometry, this.#top)) < 1.5) return;
    this.#top = topOfScroll(geometry, scrollTop);
    this.#update();
  }

  #onWheel(event: WheelEvent): void {
    if (!isScaled(this.#geometry()) || event.ctrlKey || event.shiftKey || event.deltaY === 0) return;
    event.preventDefault();
    const unit = event.deltaMode === 1 ? rowHeight : event.deltaMode === 2 ? this.#viewport : 1;
    this.#moveTo(this.#top + event.deltaY * unit);
  }

  #onKey(event: KeyboardEvent): void {
    const model = this.#model!;
    const current = this.#selection?.to ?? -1;
    if (event.key.toLowerCase() === 'c' && (event.ctrlKey || event.metaKey) && !event.shiftKey) {
      model.onCopy?.();
      return;
    }
    if (event.key === 'Enter' && current >= 0) {
      model.onOpen?.(current);
      event.preventDefault();
      return;
    }
    const inView = Math.max(1, Math.floor(this.#viewport / rowHeight) - 1);
    const first = visibleRows(this.#geometry(), this.#top).first;
    const row = nextRow(event, { current, first, inView, rows: model.rowCount });
    if (row === undefined) return;
    event.preventDefault();
    this.#select(row, event.shiftKey);
  }

  #select(row: number, extend: boolean): void {
    const from = extend && this.#selection ? this.#selection.from : row;
    this.#selection = { from, to: row };
    this.#model?.onSelect?.(this.#selection);
    this.showRow(row);
  }

  #onResizeColumn(event: PointerEvent, column: GridColumn): void {
    const cell = (event.target as HTMLElement).parentElement!;
    const start = cell.getBoundingClientRect().width;
    dragWidth(event, start, narrowest, width =>
      this.#model?.onWidths?.({ ...this.#model.widths, [column.id]: width }),
    );
  }

  #resetColumn(column: GridColumn): void {
    const { [column.id]: _, ...others } = this.#model?.widths ?? {};
    this.#model?.onWidths?.(others);
  }

  #update(): void {
    const model = this.#model!;
    const geometry = this.#geometry();
    this.#top = Math.min(this.#top, lastTop(geometry));
    const { first, end } = visibleRows(geometry, this.#top);
    render(this.#template(model, geometry, first, end), this);
    this.#scroller ??= this.querySelector<HTMLElement>('.grid-scroller')!;
    model.onDraw?.(first, end);
    const told = `${first} ${end} ${this.#top}`;
    if (told === this.#told) return;
    this.#told = told;
    model.onScroll?.(first, end, this.#top);
  }

  #template(model: GridModel, geometry: Geometry, first: number, end: number): TemplateResult {
    const tracks = model.columns.map(column => {
      const width = model.widths?.[column.id];
      if (width !== undefined) return `${width}px`;
      return column.grows ? `minmax(${column.width}px, 1fr)` : `${column.width}px`;
    });
    const active = model.selection?.to;
    const activeId =
      active !== undefined && active >= first && active < end ? this.#rowId(active) : undefined;
    const rows = [];
    for (let index = first; index < end; index++) rows.push(this.#row(model, index));
    return html`<div
      class="grid-scroller"
      role="grid"
      tabindex="0"
      aria-label=${model.label}
      aria-rowcount=${model.rowCount + 1}
      aria-colcount=${model.columns.length}
      aria-multiselectable="true"
      aria-activedescendant=${activeId ?? nothing}
      ${cssProperties({ '--columns': tracks.join(' ') })}
      @scroll=${() => this.#onScroll()}
      @wheel=${{ handleEvent: (event: WheelEvent) => this.#onWheel(event), passive: false }}
      @keydown=${(event: KeyboardEvent) => this.#onKey(event)}
    >
      <div
        class="grid-canvas"
        role="presentation"
        ${cssProperties({ height: `${canvasHeight(geometry) + rowHeight}px` })}
      >
        <div class="grid-head" role="row" aria-rowindex="1">${model.columns.map(column => this.#head(column))}</div>
        <div class="grid-window" role="rowgroup" ${cssProperties({ height: `${this.#viewport}px` })}>
          <div
            class="grid-rows"
            role="presentation"
            ${cssProperties({ transform: `translateY(${-(this.#top % rowHeight)}px)` })}
          >
            ${rows}
          </div>
        </div>
      </div>
    </div>`;
  }

  #head(column: GridColumn): TemplateResult {
    return html`<div
      class="grid-cell ${column.numeric ? 'numeric' : ''} ${column.onSort ? 'sortable' : ''}"
      role="columnheader"
      aria-sort=${column.sorted ?? nothing}
      @click=${column.onSort ?? nothing}
    >
      <span class="grid-title">${column.title}</span>
      <span
        class="grid-resizer"
        @click=${(event: Event) => event.stopPropagation()}
        @pointerdown=${(event: PointerEvent) => this.#onResizeColumn(event, column)}
        @dblclick=${() => this.#resetColumn(column)}
      ></span>
    </div>`;
  }

  #rowId = (index: number) => `${this.id}-row-${index}`;

  #row(model: GridModel, index: number): TemplateResult {
    const row: GridRow = model.row(index) ?? { cells: [], className: 'loading' };
    const { selection, columns } = model;
    const selected =
      selection !== undefined &&
      index >= Math.min(selection.from, selection.to) &&
      index <= Math.max(selection.from, selection.to);
    const className = `grid-row ${row.className ?? ''} ${selected ? 'selected' : ''} ${
      index === selection?.to ? 'active' : ''
    }`;
    return html`<div
      class=${className}
      role="row"
      id=${this.#rowId(index)}
      aria-rowindex=${index + 2}
      aria-selected=${selected ? 'true' : 'false'}
      @mousedown=${(event: MouseEvent) => event.button === 0 && this.#select(index, event.shiftKey)}
      @contextmenu=${() => !selected && this.#select(index, false)}
      @dblclick=${() => model.onOpen?.(index)}
    >
      ${
        row.cells.length === 1
          ? html`<div class="grid-cell whole" role="gridcell" aria-colspan=${columns.length}>${row.cells[0]}</div>`
          : columns.map(
              (column, at) =>
                html`<div class="grid-cell ${column.numeric ? 'numeric' : ''}" role="gridcell">${row.cells[at] ?? ''}</div>`,
            )
      }
    </div>`;
  }
}

customElements.define('data-grid', DataGrid);
