import '../theme.css';
import './timelines.css';
import './recovery/recovery.css';
import { render } from 'lit';
import { connectHost } from '../rpc.ts';
import { Controller } from './controller.ts';
import type { SavedState } from './model.ts';
import { timelinesView } from './view.ts';

let drawn = 0;

/** Draws once in a frame, however often something changed. */
function show(): void {
  if (drawn !== 0) return;
  drawn = requestAnimationFrame(() => {
    drawn = 0;
    render(timelinesView(controller), document.body);
    watchSize();
  });
}

const sizes = new ResizeObserver(([entry]) => {
  const { width, height } = entry.contentRect;
  controller.resize(width, height);
});
let watched: Element | undefined;

/** The picture fills what the header and the cards leave it. */
function watchSize(): void {
  const plot = document.querySelector('.plot') ?? undefined;
  if (plot === watched) return;
  if (watched) sizes.unobserve(watched);
  if (plot) sizes.observe(plot);
  watched = plot;
}

const controller = new Controller(connectHost<SavedState>(), show);
void controller.open();
