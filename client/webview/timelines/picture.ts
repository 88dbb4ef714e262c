import { html, nothing, type TemplateResult } from 'lit';
import { cssProperties } from '../cssProperties.ts';
import type { Controller } from './controller.ts';
import { drawing, type Emphasis } from './drawing.ts';
import { axisHeight, labelWidth } from './geometry.ts';
import type { HoverCard } from './hover.ts';
import { legend } from './legend.ts';
import { openTarget } from './opening.ts';
import { chosenCard } from './recovery/chosenCard.ts';

const keyStep = 60;

/** The picture with its card, keys, mouse and legend. */
export function pictureView(controller: Controller): TemplateResult {
  const { geometry } = controller;
  const { prepared, scale, height, hover } = controller.model;
  const size = { width: labelWidth + (scale?.width ?? 0), height: axisHeight + height };
  return html`<div
      class="plot"
      tabindex="0"
      role="application"
      aria-roledescription="timelines picture"
      aria-label="Timelines. Left and right move, plus and minus zoom, up and down choose a timeline, Enter shows all of it, F shows everything; the table has the same content."
      @keydown=${(event: KeyboardEvent) => onKey(controller, event)}
      @wheel=${(event: WheelEvent) => onWheel(controller, event)}
      @pointerdown=${(event: PointerEvent) => onDrag(controller, event)}
      @pointermove=${(event: PointerEvent) => {
        if (event.buttons === 0) controller.point(event.offsetX, event.offsetY);
      }}
      @pointerleave=${() => controller.leave()}
    >
      <svg id="picture" width=${size.width} height=${size.height} aria-hidden="true">
        ${geometry ? drawing(geometry, emphasisOf(controller)) : nothing}
      </svg>
      ${hover ? cardView(hover, size) : nothing}
    </div>
    ${chosenCard(controller)} ${prepared ? legend(prepared) : nothing}`;
}

/** What is drawn beside the data. */
export function emphasisOf({ timeline, model: { found, recovery } }: Controller): Emphasis {
  return { timeline, found, recovery };
}

function cardView(
  { x, y, title, lines, action }: HoverCard,
  size: { width: number; height: number },
): TemplateResult {
  const left = Math.max(4, Math.min(x + 14, size.width - 360));
  const top = y > size.height / 2 ? undefined : y + 16;
  const place =
    top === undefined
      ? { '--bottom': `${size.height - y + 12}px`, '--top': 'auto' }
      : { '--top': `${top}px`, '--bottom': 'auto' };
  return html`<div class="hover" ${cssProperties({ '--left': `${left}px`, ...place })}>
    <strong>${title}</strong>
    ${lines.map(line => html`<div>${line}</div>`)} ${action ? html`<div class="dim">${action}</div>` : nothing}
  </div>`;
}

function onKey(controller: Controller, event: KeyboardEvent): void {
  const keys: Readonly<Record<string, () => void>> = {
    ArrowLeft: () => controller.pan(-keyStep),
    ArrowRight: () => controller.pan(keyStep),
    ArrowUp: () => controller.moveSelection(-1),
    ArrowDown: () => controller.moveSelection(1),
    '+': () => controller.zoom(0.5),
    '-': () => controller.zoom(2),
    Home: () => controller.moveSelection(Number.NEGATIVE_INFINITY),
    End: () => controller.moveSelection(Number.POSITIVE_INFINITY),
    Enter: () => controller.showTimeline(),
    f: () => controller.fit(),
  };
  if (event.ctrlKey || event.metaKey || event.altKey || !Object.hasOwn(keys, event.key)) return;
  event.preventDefault();
  keys[event.key]();
}

function onWheel(controller: Controller, event: WheelEvent): void {
  event.preventDefault();
  if (event.ctrlKey || event.metaKey || event.altKey)
    controller.zoom(1.0015 ** event.deltaY, event.offsetX - labelWidth);
  else if (event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY))
    controller.pan(event.deltaX || event.deltaY);
  else controller.scrollTo(controller.model.saved.top + event.deltaY);
}

/** Dragging moves the picture; a press that does not move opens what is there. */
function onDrag(controller: Controller, down: PointerEvent): void {
  if (down.button !== 0) return;
  const plot = down.currentTarget as HTMLElement;
  const target = controller.model.hover?.target;
  let last = { x: down.clientX, y: down.clientY };
  let moved = false;
  const move = (event: PointerEvent) => {
    const [across, along] = [last.x - event.clientX, last.y - event.clientY];
    moved ||= Math.abs(down.clientX - event.clientX) + Math.abs(down.clientY - event.clientY) > 3;
    if (!moved) return;
    last = { x: event.clientX, y: event.clientY };
    if (across) controller.pan(across);
    if (along) controller.scrollTo(controller.model.saved.top + along);
  };
  const up = () => {
    plot.removeEventListener('pointermove', move);
    plot.removeEventListener('pointerup', up);
    plot.removeEventListener('pointercancel', up);
    if (!moved && target) void openTarget(controller, target);
  };
  plot.setPointerCapture(down.pointerId);
  plot.addEventListener('pointermove', move);
  plot.addEventListener('pointerup', up);
  plot.addEventListener('pointercancel', up);
}
