import { html, nothing, type TemplateResult } from 'lit';
import { cardsView } from './cards.ts';
import type { Controller } from './controller.ts';
import { headerView } from './header.ts';
import { pictureView } from './picture.ts';
import { recoveryPanel } from './recovery/panel.ts';
import { isPlanned } from './recovery/recoveryModel.ts';
import { tableView } from './table.ts';

/** The whole page. */
export function timelinesView(controller: Controller): TemplateResult {
  const { failure, state, saved, announcement, recovery } = controller.model;
  return html`${
    failure !== undefined
      ? failureView(controller, failure)
      : !state?.clusters.length
        ? state && state.phase !== 'names'
          ? emptyView(controller)
          : html`<p class="hint">Listing files …</p>`
        : html`${headerView(controller)}
          <main class="main" id="main">${saved.mode === 'table' ? tableView(controller) : pictureView(controller)}</main>
          ${isPlanned(recovery) ? recoveryPanel(controller) : saved.cardsOpen ? cardsView(controller) : nothing}`
  }
    <div class="hidden" role="status" aria-live="polite">${announcement}</div>`;
}

function failureView(controller: Controller, reason: string): TemplateResult {
  return html`<section class="failure">
    <h2>Nothing to show</h2>
    <p>${reason}</p>
    <p><button class="primary" @click=${() => controller.chooseFolders()}>Choose folders …</button></p>
  </section>`;
}

function emptyView(controller: Controller): TemplateResult {
  return failureView(controller, 'There is no data directory, WAL archive or repository in this folder.');
}
