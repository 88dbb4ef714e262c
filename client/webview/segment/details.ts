import { html, nothing, type TemplateResult } from 'lit';
import type { RecordBlock, RecordDetails } from '../../../server/protocol/segment.ts';
import { formatBytes, plural } from '../format.ts';
import { recordBytes } from './bytes.ts';
import type { Controller } from './controller.ts';
import { fieldTree } from './fieldTree.ts';
import { recoverBefore, showOnTimelines } from './hostRequests.ts';
import { imagePage } from './imagePage.ts';

/** Everything about the selected record. */
export function detailsView(controller: Controller): TemplateResult {
  const { details } = controller.model;
  return html`<aside class="details" aria-label="Details of the record">
    ${details ? record(controller, details) : html`<p class="hint">Select a record to see its fields and bytes.</p>`}
  </aside>`;
}

function record(controller: Controller, details: RecordDetails): TemplateResult {
  return html`<h2>${details.manager} / ${details.type} · ${details.lsn}</h2>
    ${facts(controller, details)}
    <div class="actions">
      ${
        details.xid
          ? html`<button class="secondary" @click=${() => controller.setFilter(`xid:${details.xid}`)}>
              Show transaction
            </button>`
          : nothing
      }
      ${isStop(details) ? recoverButton(controller, details) : nothing}
      <button class="secondary" @click=${() => controller.host.notify(showOnTimelines, details.lsn)}>
        Show on timelines
      </button>
      <button class="secondary" @click=${() => controller.copySelection('text')}>Copy as text</button>
      <button class="secondary" @click=${() => controller.copySelection('json')}>Copy as JSON</button>
    </div>
    ${
      details.does || details.recovery
        ? html`<h3>What this means</h3>
            <p class="meaning">${details.does} ${details.recovery ? markup(details.recovery) : nothing}</p>`
        : nothing
    }
    ${
      details.blockReferences.length > 0
        ? html`<h3>Blocks</h3>
            <ul class="blocks">
              ${details.blockReferences.map(reference => block(controller, reference))}
            </ul>`
        : nothing
    }
    <h3>Fields</h3>
    ${fieldTree(controller, details)}
    <h3>Bytes</h3>
    ${recordBytes(controller, details)}`;
}

/** Whether recovery to just before a record is something to ask for: ends of transactions, restore points. */
function isStop({ manager, type }: RecordDetails): boolean {
  return (manager === 'Transaction' && /^COMMIT/.test(type)) || type === 'RESTORE_POINT';
}

function recoverButton(controller: Controller, { lsn, xid }: RecordDetails): TemplateResult {
  return html`<button
    class="secondary"
    @click=${() => controller.host.notify(recoverBefore, { lsn, xid: xid || undefined })}
  >
    Recover to just before this
  </button>`;
}

function facts(controller: Controller, details: RecordDetails): TemplateResult {
  const data = details.length - details.imageLength;
  const rows: [string, unknown][] = [
    ['description', description(controller, details)],
    ['transaction', details.xid || 'none'],
    ...(details.topLevelXid ? ([['top-level', details.topLevelXid]] as [string, unknown][]) : []),
    ...(details.origin ? ([['origin', details.origin]] as [string, unknown][]) : []),
    ['length', `${plural(details.length, 'byte')}${details.imageLength ? `, ${data} without images` : ''}`],
    ['ends at', details.endLsn],
    ['previous', lsnLink(controller, details.prevLsn)],
    ['CRC', `${details.crc}, valid`],
  ];
  return html`<dl>${rows.map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>`)}</dl>`;
}

/** Descriptions that are longer are shown as a whole when asked for. */
const shortDescription = 220;

function description(controller: Controller, { description: text }: RecordDetails): unknown {
  if (text === '') return '—';
  const whole = controller.model.unfolded.has('description');
  if (text.length <= shortDescription || whole) return text;
  return html`${text.slice(0, shortDescription)}…
    <button class="link" @click=${() => controller.selected.fold('description', false)}>show all</button>`;
}

function lsnLink(controller: Controller, lsn: string): TemplateResult | string {
  if (/^0\/0+$/.test(lsn)) return 'none';
  return html`<button class="link" title="Go to ${lsn}" @click=${() => controller.goToLsn(lsn)}>${lsn}</button>`;
}

function block(controller: Controller, reference: RecordBlock): TemplateResult {
  const { image } = reference;
  const fork = reference.fork === 'main' ? '' : ` ${reference.fork} fork`;
  const notes = [
    reference.dataLength > 0 ? `${plural(reference.dataLength, 'byte')} of data` : '',
    reference.initialised ? 'page made anew' : '',
  ].filter(note => note !== '');
  return html`<li>
    <span class="dim">#${reference.id}</span>
    <button
      class="link"
      title="Show the records of this relation"
      @click=${() => controller.setFilter(`rel:${reference.relation}`)}
    >
      ${reference.relationName ?? reference.relation}</button
    >${fork} block
    <button
      class="link"
      title="Show the records of this block"
      @click=${() => controller.setFilter(`rel:${reference.relation} blk:${reference.block}`)}
    >
      ${reference.block}</button
    >${reference.relationName ? html` <span class="dim">${reference.relation}</span>` : nothing}
    ${
      image
        ? html`<div>
            <span class="fpi">${image.applied ? 'full-page image' : 'image for consistency checking'}</span>
            <span class="dim"
              >${formatBytes(image.length)}${image.compression ? `, ${image.compression}` : ''}${
                image.holeLength ? `, hole ${image.holeLength} at ${image.holeOffset}` : ''
              }</span
            >
            ${imagePage(controller, reference)}
          </div>`
        : nothing
    }
    ${notes.length > 0 ? html`<div class="dim">${notes.join(', ')}</div>` : nothing}
  </li>`;
}

/** Text with `code` between backquotes. */
function markup(text: string): unknown[] {
  return text.split('`').map((part, at) => (at % 2 === 1 ? html`<code>${part}</code>` : part));
}
