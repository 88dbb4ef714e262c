import { html, type TemplateResult } from 'lit';

/** Outlines on a grid of 16, in the style of VS Code's own icons. */
const outlines = {
  left: 'M10 3 5 8l5 5',
  right: 'M6 3l5 5-5 5',
  down: 'M3 6l5 5 5-5',
  close: 'M4 4l8 8M12 4l-8 8',
  clear: 'M4 4l8 8M12 4l-8 8',
  copy: 'M5.5 5.5v-3h8v8h-3M2.5 5.5h8v8h-8z',
  pane: 'M2.5 3.5h11v9h-11zM10 3.5v9',
  goTo: 'M2.5 8h9M8 4.5 11.5 8 8 11.5M13.5 3.5v9',
} as const;

export type IconName = keyof typeof outlines;

/** An icon beside a text or inside a button that has a label. */
export function icon(name: IconName): TemplateResult {
  return html`<svg class="icon" viewBox="0 0 16 16" aria-hidden="true"><path d=${outlines[name]} /></svg>`;
}
