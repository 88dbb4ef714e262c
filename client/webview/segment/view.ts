import { html, nothing, type TemplateResult } from 'lit';
import type { SegmentState } from '../../../server/protocol/segment.ts';
import { cssProperties } from '../cssProperties.ts';
import { dragWidth } from '../grid/dragWidth.ts';
import type { Controller } from './controller.ts';
import { detailsView } from './details.ts';
import { headerView } from './header.ts';
import { recordsTable } from './recordsTable.ts';
import { statisticsTable } from './statisticsTable.ts';
import { relationsTable, transactionsTable } from './surveyTables.ts';
import { toolbarView } from './toolbar.ts';

const narrowestDetails = 260;

/** The whole page. */
export function segmentView(controller: Controller): TemplateResult {
  const { state, failure, announcement } = controller.model;
  return html`${failure !== undefined ? failureView(controller, failure) : state ? page(controller, state) : nothing}
    <div class="hidden" role="status" aria-live="polite">${announcement}</div>`;
}

function page(controller: Controller, state: SegmentState): TemplateResult {
  if (state.done && state.records === 0)
    return html`${headerView(controller, state)}${failureView(controller, state.end?.message || 'There is no record in this file.', state.end?.reason)}`;
  const { detailsOpen, detailsWidth, tab } = controller.model.saved;
  const withDetails = detailsOpen && tab === 'records';
  return html`${headerView(controller, state)} ${toolbarView(controller, state)}
    <main class="main" ${cssProperties({ '--details-width': withDetails ? `${detailsWidth}px` : '0px' })}>
      <div class="panel" id="panel" role="tabpanel" aria-labelledby="tab-${tab}">${table(controller)}</div>
      ${tab === 'records' ? strip(controller) : nothing}
      ${
        withDetails
          ? html`<div
                class="splitter"
                @pointerdown=${(event: PointerEvent) =>
                  dragWidth(
                    event,
                    detailsWidth,
                    narrowestDetails,
                    width => controller.setDetailsWidth(width),
                    -1,
                  )}
              ></div>
              ${detailsView(controller)}`
          : nothing
      }
    </main>`;
}

function table(controller: Controller): TemplateResult {
  switch (controller.model.saved.tab) {
    case 'transactions':
      return transactionsTable(controller);
    case 'relations':
      return relationsTable(controller);
    case 'statistics':
      return statisticsTable(controller);
    default:
      return recordsTable(controller);
  }
}

function strip(controller: Controller): TemplateResult | typeof nothing {
  const { overview, details } = controller.model;
  if (!overview) return html`<div class="strip-space"></div>`;
  return html`<overview-strip
    .model=${{
      overview,
      visible: visibleLsns(controller),
      selected: details?.lsn,
      onGo: (lsn: string) => controller.goToLsn(lsn),
    }}
  ></overview-strip>`;
}

function visibleLsns({ model, rows }: Controller): { first: string; last: string } | undefined {
  if (!model.visible) return undefined;
  const { first, end } = model.visible;
  const [begin, last] = [rows.row(first), rows.row(end - 1) ?? rows.row(end - 2)];
  return begin && last && { first: begin.lsn, last: last.lsn };
}

/** Nothing can be shown: why, and what else to do with the file. */
function failureView(controller: Controller, reason: string, detail?: string): TemplateResult {
  return html`<section class="failure">
    <h2>No records to show</h2>
    <p>${reason}</p>
    ${detail ? html`<p class="dim">${detail}</p>` : nothing}
    <p>
      <button class="primary" @click=${() => controller.reopen('picker')}>Reopen with …</button>
      <button class="secondary" @click=${() => controller.reopen('text')}>Open as text</button>
    </p>
  </section>`;
}
