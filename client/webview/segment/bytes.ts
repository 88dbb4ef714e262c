import { html, nothing, type TemplateResult } from 'lit';
import type { RecordDetails, RecordField } from '../../../server/protocol/segment.ts';
import { cssProperties } from '../cssProperties.ts';
import { formatBytes } from '../format.ts';
import type { Controller } from './controller.ts';

/** A stretch of bytes that are one field. */
interface Stretch {
  readonly from: number;
  readonly to: number;
  readonly kind: string;
  readonly field: RecordField;
}

/** The narrowest pane, in pixels, that has room for 16 bytes in a line with their characters. */
const wide = 540;

/** The record's bytes, coloured by what they are; clicking a byte marks its field. */
export function bytesView(controller: Controller, details: RecordDetails): TemplateResult {
  const bytes = controller.selected.bytes(details);
  const perLine = controller.model.saved.detailsWidth < wide ? 8 : 16;
  const stretches = stretchesOf(details);
  const lines: TemplateResult[] = [];
  let next = 0;
  for (let at = 0; at < bytes.length; at += perLine) {
    const end = Math.min(at + perLine, bytes.length);
    while (next < stretches.length && stretches[next].to <= at) next++;
    lines.push(line(controller, bytes, at, end, stretches, next));
  }
  const rest = details.totalBytes - bytes.length;
  return html`<div class="legend" aria-hidden="true">
      ${legend(details).map(([kind, name]) => html`<span class="bytes-${kind}">${name}</span>`)}
    </div>
    <div class="bytes" role="group" tabindex="0" aria-label="Bytes of the record in hexadecimal"
      ${cssProperties({ '--per-line': String(perLine) })}>
      ${lines}
    </div>
    ${
      rest > 0
        ? html`<button class="secondary" @click=${() => controller.selected.loadMore(details)}>
            Show more (${formatBytes(rest)} left)
          </button>`
        : nothing
    }`;
}

const kindNames: Readonly<Record<string, string>> = {
  header: 'header',
  reference: 'references',
  image: 'image',
  'block-data': 'block data',
  'main-data': 'main data',
};

const legend = ({ parts }: RecordDetails) =>
  Object.entries(kindNames).filter(([kind]) => parts.some(part => part.kind === kind && part.length > 0));

/** The innermost fields in the order of their bytes; bytes between fields belong to their part. */
function stretchesOf({ parts }: RecordDetails): Stretch[] {
  const stretches: Stretch[] = [];
  const fill = (field: RecordField, kind: string, from: number, to: number) => {
    if (to > from) stretches.push({ from, to, kind, field });
  };
  const add = (field: RecordField, kind: string) => {
    let at = field.offset;
    const inside = [...(field.children ?? [])].sort((a, b) => a.offset - b.offset);
    for (const child of inside) {
      if (child.offset < at || child.length === 0) continue;
      fill(field, kind, at, child.offset);
      add(child, kind);
      at = child.offset + child.length;
    }
    fill(field, kind, at, field.offset + field.length);
  };
  for (const part of parts) add(part, part.kind);
  return stretches.sort((a, b) => a.from - b.from);
}

function line(
  controller: Controller,
  bytes: Uint8Array,
  from: number,
  to: number,
  stretches: readonly Stretch[],
  first: number,
): TemplateResult {
  const pieces: TemplateResult[] = [];
  let at = from;
  for (let next = first; at < to; next++) {
    const stretch: Stretch | undefined = stretches[next];
    if (stretch && stretch.from > at) {
      const end = Math.min(stretch.from, to);
      pieces.push(html`<span>${hex(bytes, at, end)}</span>`);
      at = end;
      if (at === to) break;
    }
    const end = Math.min(stretch?.to ?? to, to);
    pieces.push(piece(controller, bytes, at, end, stretch));
    at = end;
  }
  return html`<div class="bytes-line">
    <span class="bytes-offset">${from.toString(16).padStart(4, '0')}</span
    ><span class="bytes-hex">${pieces}</span
    ><span class="bytes-text">${printable(bytes, from, to)}</span>
  </div>`;
}

function piece(
  controller: Controller,
  bytes: Uint8Array,
  from: number,
  to: number,
  stretch: Stretch | undefined,
): TemplateResult {
  if (!stretch) return html`<span>${hex(bytes, from, to)}</span>`;
  const { field, kind } = stretch;
  const marked = controller.model.field;
  const selected =
    marked && field.offset >= marked.offset && field.offset + field.length <= marked.offset + marked.length;
  return html`<span
    class="byte bytes-${kind} ${selected ? 'selected' : ''}"
    title="${field.name}${field.text ? `: ${field.text}` : ''}"
    @click=${() => controller.selected.mark(field, 'tree')}
    >${hex(bytes, from, to)}</span
  >`;
}

function hex(bytes: Uint8Array, from: number, to: number): string {
  let text = '';
  for (let at = from; at < to; at++)
    text += `${at > from ? ' ' : ''}${bytes[at].toString(16).padStart(2, '0')}`;
  return text;
}

function printable(bytes: Uint8Array, from: number, to: number): string {
  let text = '';
  for (let at = from; at < to; at++)
    text += bytes[at] >= 0x20 && bytes[at] < 0x7f ? String.fromCharCode(bytes[at]) : '·';
  return text;
}
