import { html, nothing, type TemplateResult } from 'lit';
import type { BinaryFileState, BinaryRow } from '../../../server/protocol/binaryFile.ts';
import { bytesView, type Stretch } from '../bytes/bytesView.ts';
import { formatCount, plural } from '../format.ts';
import { icon } from '../icons.ts';
import { shownEnd, windowSize } from './byteWindows.ts';
import type { Controller } from './controller.ts';
import type { ByteWindow } from './model.ts';
import { partColour } from './partColour.ts';

/** The narrowest pane, in pixels, that has room for 16 bytes in a line with their characters. */
const wide = 520;
/** Its share of the window is limited by the style sheet. */
const largestShare = 0.45;

/** The selected field with all about it, and the bytes of the file. */
export function paneView(controller: Controller, state: BinaryFileState): TemplateResult {
  const { row, window } = controller.model;
  return html`<aside class="details" aria-label="Selected field and bytes">
    ${row ? fieldCard(controller, state, row) : html`<p class="dim">Select a field to see its bytes, or a byte to see its field.</p>`}
    <h3>Bytes</h3>
    ${window ? bytes(controller, state, window) : nothing}
  </aside>`;
}

function fieldCard(controller: Controller, state: BinaryFileState, row: BinaryRow): TemplateResult {
  const { kind, name, value, meaning, problem } = row;
  return html`<h2>${kind === 'problem' ? 'The file ends here' : name}</h2>
    ${value ? html`<p class="card-value">${value}</p>` : nothing}
    ${meaning ? html`<p>${meaning}</p>` : nothing}
    ${problem && kind !== 'problem' ? html`<p class="bad-text">${problem}</p>` : nothing}
    <p class="dim">${place(state, row)}</p>
    ${walLink(controller, row)}`;
}

function place({ sections }: BinaryFileState, { kind, section, offset, length }: BinaryRow): string {
  const at = `${offset} (0x${offset.toString(16).padStart(4, '0')})`;
  if (kind === 'problem') return `At byte ${at}`;
  if (length === 0) return 'Not in the bytes of the file.';
  const within = kind === 'field' ? `, in ${sections[section]}` : '';
  return `${plural(length, 'byte')} from ${at} on${within}`;
}

function walLink(controller: Controller, row: BinaryRow): TemplateResult | typeof nothing {
  if (!row.wal) return nothing;
  const { lsn, segment } = row.wal;
  if (segment === undefined)
    return html`<p class="dim">The segment with ${lsn} is not in the pg_wal beside this file.</p>`;
  const name = segment.slice(segment.lastIndexOf('/') + 1);
  return html`<p>
    <button class="link" @click=${() => controller.openSegment(row)}>Open ${name} at ${lsn}</button>
  </p>`;
}

function bytes(controller: Controller, state: BinaryFileState, window: ByteWindow): TemplateResult {
  const width = Math.min(controller.model.saved.paneWidth, innerWidth * largestShare);
  const end = shownEnd(state);
  const sections = state.sections
    .map((name, section) => ({ name, section }))
    .filter(({ section }) => window.stretches.some(stretch => stretch.section === section));
  return html`<div class="legend" aria-hidden="true">
      ${sections.map(({ name, section }) => html`<span class="byte ${partColour(section)}">${name}</span>`)}
    </div>
    ${end > windowSize ? windowChoice(controller, window, end) : nothing}
    ${bytesView({
      label: 'Bytes of the file in hexadecimal',
      bytes: window.bytes,
      start: window.offset,
      perLine: width < wide ? 8 : 16,
      stretches: stretchesOf(controller, window),
    })}
    ${
      state.size > end
        ? html`<p class="dim rest">Then ${plural(state.size - end, 'byte')}, all of them 0.</p>`
        : nothing
    }`;
}

function windowChoice(controller: Controller, { offset, bytes }: ByteWindow, end: number): TemplateResult {
  const last = offset + bytes.length;
  return html`<p class="window-choice">
    <button
      class="quiet"
      title="Earlier bytes"
      aria-label="Earlier bytes"
      ?disabled=${offset === 0}
      @click=${() => controller.showBytes(offset - windowSize)}
    >
      ${icon('left')}
    </button>
    <span>${formatCount(offset)} to ${formatCount(last)} of ${plural(end, 'byte')}</span>
    <button
      class="quiet"
      title="Later bytes"
      aria-label="Later bytes"
      ?disabled=${last >= end}
      @click=${() => controller.showBytes(last)}
    >
      ${icon('right')}
    </button>
  </p>`;
}

/** Neighbours of one part differ in strength, so that one sees where a field ends. */
function stretchesOf(controller: Controller, { stretches }: ByteWindow): Stretch[] {
  const marked = controller.model.row;
  return stretches.map(stretch => ({
    from: stretch.offset,
    to: stretch.offset + stretch.length,
    className: `${partColour(stretch.section)} ${stretch.row % 2 ? 'odd' : ''}`,
    title: stretch.value ? `${stretch.name}: ${stretch.value}` : stretch.name,
    selected:
      marked !== undefined &&
      (marked.kind === 'section' ? marked.section === stretch.section : marked.id === stretch.row),
    mark: () => controller.mark(stretch),
  }));
}
