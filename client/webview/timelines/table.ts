import { html, type TemplateResult } from 'lit';
import { plural } from '../format.ts';
import type { Controller } from './controller.ts';
import { lsnAt } from './lsn.ts';
import { eventLabel } from './marks.ts';

/** The picture as a table: a row a timeline, with what lies on it. */
export function tableView(controller: Controller): TemplateResult {
  const { prepared } = controller.model;
  if (!prepared) return html``;
  const at = (position: number | undefined) => (position === undefined ? '' : lsnAt(prepared, position));
  const list = (items: readonly string[]) => html`<ul>${items.map(item => html`<li>${item}</li>`)}</ul>`;
  return html`<div class="table" tabindex="0" role="region" aria-label="Timelines">
    <table>
      <thead>
        <tr>
          <th scope="col">Timeline</th><th scope="col">From</th><th scope="col">Reason</th><th scope="col">First segment</th>
          <th scope="col">End</th><th scope="col">Segments</th><th scope="col">Gaps</th><th scope="col">Backups</th><th scope="col">Events</th>
        </tr>
      </thead>
      <tbody>
        ${prepared.picture.lanes.map(
          lane => html`<tr>
            <th scope="row">${lane.timeline}</th>
            <td>${lane.parent === undefined ? '' : html`timeline ${lane.parent} at <code>${at(lane.switchAt)}</code>`}</td>
            <td>${lane.reason ?? ''}</td>
            <td><code>${at(lane.from)}</code></td>
            <td><code>${at(lane.to)}</code></td>
            <td>${lane.segments}</td>
            <td>${list(lane.gaps.map(gap => `${plural(gap.segments, 'segment')} from ${gap.firstSegment}; cuts off ${gap.cuts}`))}</td>
            <td>${list(lane.backups.map(backup => `${backup.label} at ${at(backup.from)}${backup.restorable === false ? ', not restorable' : ''}`))}</td>
            <td>${list(lane.events.filter(event => event.kind === 'restorePoint' || event.kind === 'drop').map(event => `${eventLabel(event)} at ${at(event.at)}`))}</td>
          </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}
