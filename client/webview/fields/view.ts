import { html, nothing, type TemplateResult } from 'lit';
import type { BinaryFileState } from '../../../server/protocol/binaryFile.ts';
import { cssProperties } from '../cssProperties.ts';
import { dragWidth } from '../grid/dragWidth.ts';
import type { Controller } from './controller.ts';
import { fieldsTable } from './fieldsTable.ts';
import { headerView, verdictView } from './header.ts';
import { paneView } from './pane.ts';

const narrowestPane = 280;

/** The whole page. */
export function fieldsView(controller: Controller): TemplateResult {
  const { state, failure, announcement } = controller.model;
  return html`${failure !== undefined ? failureView(controller, failure) : state ? page(controller, state) : nothing}
    <div class="hidden" role="status" aria-live="polite">${announcement}</div>`;
}

function page(controller: Controller, state: BinaryFileState): TemplateResult {
  const { paneWidth } = controller.model.saved;
  return html`${headerView(controller, state)} ${verdictView(controller, state)}
    <main class="main" ${cssProperties({ '--pane-width': `${paneWidth}px` })}>
      <div class="panel">${fieldsTable(controller)}</div>
      <div
        class="splitter"
        @pointerdown=${(event: PointerEvent) =>
          dragWidth(event, paneWidth, narrowestPane, width => controller.save({ paneWidth: width }), -1)}
      ></div>
      ${paneView(controller, state)}
    </main>`;
}

/** Nothing can be shown: why, and what else to do with the file. */
function failureView(controller: Controller, reason: string): TemplateResult {
  return html`<section class="failure">
    <h2>Nothing to decode</h2>
    <p>${reason}</p>
    <p>
      <button class="primary" @click=${() => controller.reopen('picker')}>Reopen with …</button>
      <button class="secondary" @click=${() => controller.reopen('text')}>Open as text</button>
    </p>
  </section>`;
}
