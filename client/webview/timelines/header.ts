import { html, nothing, type TemplateResult } from 'lit';
import type { ClusterSummary } from '../../../server/protocol/archive.ts';
import { formatBytes, formatCount, plural } from '../format.ts';
import type { Controller } from './controller.ts';
import { exportPicture } from './exportPicture.ts';
import { findBox } from './recovery/findBox.ts';
import { hasServer } from './summary.ts';

/** Name and facts of the cluster, search, axis, what is being read. */
export function headerView(controller: Controller): TemplateResult {
  const { state, cluster, prepared, saved } = controller.model;
  const summary = state?.clusters[cluster];
  if (!state || !summary) return html``;
  const hasTime = prepared?.extents.time !== undefined;
  const axis = (value: 'lsn' | 'time', label: string, enabled: boolean) =>
    html`<button
      class="choice"
      aria-pressed=${saved.axis === value}
      ?disabled=${!enabled}
      @click=${() => controller.setAxis(value)}
    >
      ${label}
    </button>`;
  return html`<header class="header">
    <h1>${summary.name}</h1>
    ${
      state.clusters.length > 1
        ? html`<select
            aria-label="Cluster"
            @change=${(event: Event) => controller.showCluster(Number((event.target as HTMLSelectElement).value))}
          >
            ${state.clusters.map((each, i) => html`<option value=${i} ?selected=${i === cluster}>${each.name}, system ${each.systemIdentifier ?? 'unknown'}</option>`)}
          </select>`
        : nothing
    }
    <span class="chip">PostgreSQL ${summary.major ?? 'of unknown version'}</span>
    <span class="chip" title=${summary.systemIdentifier ? `System identifier ${summary.systemIdentifier}` : nothing}>system ${shortened(summary.systemIdentifier)}</span>
    <span class="chip">${formatBytes(summary.segmentSize)} segments</span>
    <span class="chip">${plural(summary.timelines, 'timeline')}, ${plural(summary.segments, 'segment')}, ${plural(summary.backups, 'backup')}</span>
    <span class="chip ${summary.gaps ? 'bad' : 'good'}">${summary.gaps ? plural(summary.gaps, 'gap') : 'no gap'}</span>
    ${archiver(summary)}
    ${progress(controller)}
    <span class="actions">
    <span class="choices" role="group" aria-label="Axis">${axis('lsn', 'LSN', true)}${axis('time', 'Time', hasTime)}</span>
    <span class="choices" role="group" aria-label="View">
      <button class="choice" aria-pressed=${saved.mode === 'picture'} @click=${() => controller.setMode('picture')}>Picture</button>
      <button class="choice" aria-pressed=${saved.mode === 'table'} @click=${() => controller.setMode('table')}>Table</button>
    </span>
    <span class="choices"><button class="choice" aria-pressed=${saved.cardsOpen} title="Show or hide durability, problems and comparison" @click=${() => controller.toggleCards()}>Cards</button></span>
    ${findBox(controller)}
    <button class="secondary" title="Zoom in" aria-label="Zoom in" @click=${() => controller.zoom(0.5)}>+</button>
    <button class="secondary" title="Zoom out" aria-label="Zoom out" @click=${() => controller.zoom(2)}>−</button>
    <button class="secondary" @click=${() => controller.fit()}>Fit</button>
    <button class="secondary" @click=${() => void exportPicture(controller)}>Save picture</button>
    </span>
  </header>`;
}

/** `7461…3318` */
function shortened(systemIdentifier = 'unknown'): string {
  return systemIdentifier.replace(/^(\d{4})\d{6,}(\d{4})$/, '$1…$2');
}

function archiver(cluster: ClusterSummary): TemplateResult | typeof nothing {
  const { waiting } = cluster;
  if (waiting) return html`<span class="chip note">${plural(waiting, 'segment')} waiting</span>`;
  return hasServer(cluster) ? html`<span class="chip good">archiver idle</span>` : nothing;
}

const phaseWords = { names: 'listing', heads: 'reading first pages', events: 'reading WAL' } as const;

function progress(controller: Controller): TemplateResult | typeof nothing {
  const { state } = controller.model;
  if (!state) return nothing;
  const { phase, done, all, walBytes } = state;
  if (phase === 'size')
    return html`<span class="chip">${formatBytes(walBytes)} of WAL not read</span>
      <button class="secondary" @click=${() => controller.readWal()}>Read it for events and times</button>`;
  if (phase === 'done' || phase === 'cancelled') return nothing;
  return html`<span class="chip"><progress max=${all || 1} .value=${done}></progress> ${phaseWords[phase]}${all ? `, ${formatCount(done)} of ${formatCount(all)}` : ''}</span>
    <button class="secondary" @click=${() => controller.cancel()}>Stop</button>`;
}
