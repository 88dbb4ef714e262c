import { html, nothing, type SVGTemplateResult, svg, type TemplateResult } from 'lit';
import { type PictureSegmentState, segmentStates } from '../../../server/protocol/archive.ts';
import type { Prepared } from './prepared.ts';

export const stateNames: Readonly<Partial<Record<PictureSegmentState, string>>> = {
  archived: 'archived',
  local: 'pg_wal only',
  waiting: 'waiting (.ready)',
  partial: '.partial',
  damaged: 'damaged',
  foreign: 'foreign',
  doubled: 'two differing copies',
  missing: 'missing',
};

interface Entry {
  readonly state: PictureSegmentState;
  readonly text: string;
}

/** What the colours of the picture's segments mean, of those that it has. */
function entriesOf({ lanes }: Prepared): Entry[] {
  const states = new Set<number>();
  for (const { strip } of lanes) for (let at = 0; at < strip.length; at += 3) states.add(strip[at]);
  return segmentStates.flatMap((state, index) => {
    const text = states.has(index) ? stateNames[state] : undefined;
    return text === undefined ? [] : [{ state, text }];
  });
}

/** The attribute that makes stripes of the states that are drawn with them. */
export const stripes = (state: PictureSegmentState) =>
  state === 'missing' || state === 'holed' ? 'url(#hatch)' : nothing;

const sample = (state: PictureSegmentState) =>
  svg`<path class="cell ${state}" fill=${stripes(state)} d="M1 1h9v9h-9z"></path>`;

export function legend(prepared: Prepared): TemplateResult {
  return html`<div class="legend" aria-hidden="true">
    ${entriesOf(prepared).map(({ state, text }) => html`<span><svg width="11" height="11">${sample(state)}</svg> ${text}</span>`)}
  </div>`;
}

/** Widths of a legend's characters and of what is around each text. */
const characterWidth = 6.3;
const around = 34;

/** The legend within a picture, from (0, 0) to the right. */
export function drawnLegend(prepared: Prepared): SVGTemplateResult[] {
  let x = 0;
  return entriesOf(prepared).map(({ state, text }) => {
    const at = x;
    x += around + text.length * characterWidth;
    return svg`<g transform="translate(${at} 0)">${sample(state)}<text class="dim-text" x="16" y="9.5">${text}</text></g>`;
  });
}
