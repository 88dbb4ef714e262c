import { html, type TemplateResult } from 'lit';
import { cssProperties } from '../cssProperties.ts';

/** A stretch of bytes that are one thing. */
export interface Stretch {
  readonly from: number;
  /** The first byte behind it. */
  readonly to: number;
  /** Classes that colour it. */
  readonly className: string;
  readonly title: string;
  readonly selected: boolean;
  /** It was clicked. */
  readonly mark: () => void;
}

export interface BytesModel {
  readonly label: string;
  readonly bytes: Uint8Array;
  /** Address of the first byte; stretches have addresses too. */
  readonly start: number;
  readonly perLine: number;
  /** In order, none inside of another. */
  readonly stretches: readonly Stretch[];
}

/** Bytes in hexadecimal and as characters, coloured by the stretches that they belong to. */
export function bytesView(model: BytesModel): TemplateResult {
  const { start, bytes, perLine, stretches } = model;
  const lines: TemplateResult[] = [];
  let next = 0;
  for (let at = 0; at < bytes.length; at += perLine) {
    const end = Math.min(at + perLine, bytes.length);
    while (next < stretches.length && stretches[next].to <= start + at) next++;
    lines.push(line(model, at, end, next));
  }
  return html`<div class="bytes" role="group" tabindex="0" aria-label=${model.label}
    ${cssProperties({ '--per-line': String(perLine) })}>
    ${lines}
  </div>`;
}

/** A line of bytes from index `from` to before `to`; `first` is the first stretch that may reach into it. */
function line(model: BytesModel, from: number, to: number, first: number): TemplateResult {
  const { start, bytes, stretches } = model;
  const pieces: TemplateResult[] = [];
  let at = from;
  for (let next = first; at < to; next++) {
    const stretch: Stretch | undefined = stretches[next];
    const begin = Math.min(stretch ? stretch.from - start : to, to);
    if (begin > at) pieces.push(html`<span>${hex(bytes, at, begin)}</span>`);
    at = Math.max(at, begin);
    if (!stretch || at === to) break;
    const end = Math.min(stretch.to - start, to);
    pieces.push(piece(bytes, at, end, stretch));
    at = end;
  }
  return html`<div class="bytes-line">
    <span class="bytes-offset">${(start + from).toString(16).padStart(4, '0')}</span
    ><span class="bytes-hex">${pieces}</span
    ><span class="bytes-text">${printable(bytes, from, to)}</span>
  </div>`;
}

function piece(
  bytes: Uint8Array,
  from: number,
  to: number,
  { className, selected, title, mark }: Stretch,
): TemplateResult {
  return html`<span class="byte ${className} ${selected ? 'selected' : ''}" title=${title} @click=${mark}
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

/** Bytes that came as base64. */
export function decodeBase64(text: string): Uint8Array {
  return Uint8Array.from(atob(text), char => char.charCodeAt(0));
}
