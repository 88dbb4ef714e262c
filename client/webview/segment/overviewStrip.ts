import type { SegmentOverview } from '../../../server/protocol/segment.ts';
import { formatBytes, plural } from '../format.ts';
import { lsnNumber, lsnText } from './lsnNumber.ts';

export interface OverviewModel {
  readonly overview: SegmentOverview;
  /** LSNs of the first and the last row on screen. */
  readonly visible: { readonly first: string; readonly last: string } | undefined;
  readonly selected: string | undefined;
  readonly onGo: (lsn: string) => void;
}

/**
 * `<overview-strip>`: the segment from top to bottom. Bars are as wide as there are records, full-page images are
 * marked in them, ticks at the right are commits, lines across are changes of the schema. A click goes there. What it
 * shows is also in the tables, so it is hidden from screen readers.
 */
export class OverviewStrip extends HTMLElement {
  #model: OverviewModel | undefined;
  readonly #canvas = document.createElement('canvas');
  readonly #sizes = new ResizeObserver(() => this.#draw());
  readonly #themes = new MutationObserver(() => this.#draw());

  set model(model: OverviewModel) {
    this.#model = model;
    this.#draw();
  }

  connectedCallback(): void {
    this.setAttribute('aria-hidden', 'true');
    this.append(this.#canvas);
    this.#sizes.observe(this);
    this.#themes.observe(document.body, { attributes: true, attributeFilter: ['class'] });
    this.addEventListener('pointerdown', event => this.#go(event));
    this.addEventListener('pointermove', event => this.#point(event));
  }

  disconnectedCallback(): void {
    this.#sizes.disconnect();
    this.#themes.disconnect();
  }

  #sliceAt(event: PointerEvent): number {
    const { overview } = this.#model!;
    const { top, height } = this.getBoundingClientRect();
    const count = overview.records.length;
    return Math.min(count - 1, Math.max(0, Math.floor(((event.clientY - top) / height) * count)));
  }

  #lsnOf(slice: number): string {
    const { overview } = this.#model!;
    return lsnText(lsnNumber(overview.startLsn) + slice * overview.sliceBytes);
  }

  #go(event: PointerEvent): void {
    if (!this.#model || event.button !== 0) return;
    this.#model.onGo(this.#lsnOf(this.#sliceAt(event)));
  }

  #point(event: PointerEvent): void {
    if (!this.#model) return;
    const { records, imageBytes, commits, schemaChanges } = this.#model.overview;
    const slice = this.#sliceAt(event);
    const facts = [
      this.#lsnOf(slice),
      plural(records[slice], 'record'),
      commits[slice] ? plural(commits[slice], 'commit') : '',
      imageBytes[slice] ? `${formatBytes(imageBytes[slice])} of images` : '',
      schemaChanges[slice] ? plural(schemaChanges[slice], 'DDL record') : '',
    ];
    this.title = facts.filter(fact => fact !== '').join('\n');
    if (event.buttons === 1) this.#go(event);
  }

  #draw(): void {
    const { clientWidth: width, clientHeight: height } = this;
    if (!this.#model || width === 0 || height === 0) return;
    const ratio = window.devicePixelRatio;
    this.#canvas.width = Math.round(width * ratio);
    this.#canvas.height = Math.round(height * ratio);
    const context = this.#canvas.getContext('2d');
    if (!context) return;
    context.scale(ratio, ratio);
    drawSlices(context, this.#model.overview, width, height, getComputedStyle(this));
    this.#drawPlaces(context, width, height);
  }

  /** The part that the table shows, and the selected record. */
  #drawPlaces(context: CanvasRenderingContext2D, width: number, height: number): void {
    const { overview, visible, selected } = this.#model!;
    const style = getComputedStyle(this);
    const start = lsnNumber(overview.startLsn);
    const size = overview.sliceBytes * overview.records.length;
    const y = (lsn: string) => ((lsnNumber(lsn) - start) / size) * height;
    const focus = style.getPropertyValue('--strip-place');
    if (visible) {
      const top = y(visible.first);
      context.strokeStyle = focus;
      context.lineWidth = 1;
      context.strokeRect(0.5, Math.floor(top) + 0.5, width - 1, Math.max(4, y(visible.last) - top));
    }
    if (selected) {
      context.fillStyle = focus;
      context.fillRect(0, y(selected) - 1, width, 2);
    }
  }
}

function drawSlices(
  context: CanvasRenderingContext2D,
  { records, imageBytes, commits, schemaChanges, sliceBytes }: SegmentOverview,
  width: number,
  height: number,
  style: CSSStyleDeclaration,
): void {
  const colour = (name: string) => style.getPropertyValue(`--strip-${name}`);
  const count = records.length;
  const most = Math.max(1, ...records);
  const each = height / count;
  const bar = width - 14;
  for (let slice = 0; slice < count; slice++) {
    if (records[slice] === 0) continue;
    const y = slice * each;
    const thick = Math.max(1, each - 0.4);
    const length = Math.max(2, bar * Math.sqrt(records[slice] / most));
    context.fillStyle = colour('records');
    context.fillRect(4, y, length, thick);
    const images = Math.min(1, imageBytes[slice] / sliceBytes);
    if (images > 0) {
      context.fillStyle = colour('images');
      context.fillRect(4, y, Math.max(2, bar * images), thick);
    }
    if (commits[slice] > 0) {
      context.fillStyle = colour('commits');
      context.fillRect(width - 8, y, 5, Math.max(1, each));
    }
  }
  context.fillStyle = colour('schema');
  for (let slice = 0; slice < count; slice++)
    if (schemaChanges[slice] > 0) context.fillRect(0, slice * each, 3, Math.max(2, each));
}

customElements.define('overview-strip', OverviewStrip);
