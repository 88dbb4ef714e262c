import { html, nothing, type TemplateResult } from 'lit';
import type { SegmentState } from '../../../server/protocol/segment.ts';
import { formatCount } from '../format.ts';
import { icon } from '../icons.ts';
import type { Controller } from './controller.ts';
import { filterBox } from './filterBox.ts';
import { quickFilters, tabs } from './model.ts';

/** Filter, quick filters, how many rows that leaves, and the tabs. */
export function toolbarView(controller: Controller, state: SegmentState): TemplateResult {
  const { model } = controller;
  const words = model.filterText.split(/\s+/);
  return html`<nav class="toolbar" aria-label="Filter and views">
    ${filterBox(controller)}
    ${quickFilters.map(
      ({ word, title, hint }) => html`<button
        class="toggle"
        title="${hint} (${word})"
        aria-pressed=${words.includes(word) ? 'true' : 'false'}
        @click=${() => controller.toggleWord(word)}
      >
        ${title}
      </button>`,
    )}
    <span class="grow"></span>
    <span class="found">${found(state)}</span>
    <button class="quiet" title="Go to LSN" aria-label="Go to LSN" @click=${() => controller.askForLsn()}>
      ${icon('goTo')}
    </button>
    <button
      class="quiet"
      title="Show or hide the details"
      aria-label="Details"
      aria-pressed=${model.saved.detailsOpen ? 'true' : 'false'}
      @click=${() => controller.toggleDetails()}
    >
      ${icon('pane')}
    </button>
    <div class="tabs" role="tablist" aria-label="Views">
      ${tabs.map(
        ({ id, title }) => html`<button
          role="tab"
          id="tab-${id}"
          aria-selected=${model.saved.tab === id ? 'true' : 'false'}
          aria-controls="panel"
          tabindex=${model.saved.tab === id ? 0 : -1}
          @click=${() => controller.showTab(id)}
          @keydown=${(event: KeyboardEvent) => onTabKey(event, controller)}
        >
          ${title}
        </button>`,
      )}
    </div>
  </nav>`;
}

function found({ view, records }: SegmentState): TemplateResult | typeof nothing | string {
  if (view.id === 0) return nothing;
  const count = `${formatCount(view.rows)} of ${formatCount(records)}`;
  return view.done ? `${count} · ${formatCount(view.milliseconds)} ms` : `${count} …`;
}

/** Arrow keys move between tabs, which are one tab stop together. */
function onTabKey(event: KeyboardEvent, controller: Controller): void {
  const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
  if (step === 0) return;
  const at = tabs.findIndex(({ id }) => id === controller.model.saved.tab);
  const next = tabs[(at + step + tabs.length) % tabs.length];
  controller.showTab(next.id);
  document.getElementById(`tab-${next.id}`)?.focus();
  event.preventDefault();
}
