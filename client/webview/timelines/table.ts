import { html, nothing, type TemplateResult } from 'lit';
import type { PictureBackup, PictureEvent, PictureLane } from '../../../server/protocol/archive.ts';
import { formatCount, plural } from '../format.ts';
import type { Controller } from './controller.ts';
import { eventTitles } from './hover.ts';
import { stateNames } from './legend.ts';
import { lsnAt } from './lsn.ts';
import { eventLabel } from './marks.ts';
import { countStates } from './strip.ts';

/** Things named in one cell of the table. */
const mostNamed = 8;

/** The picture as a table: a row a timeline, with what lies on it. */
export function tableView(controller: Controller): TemplateResult {
  const { prepared } = controller.model;
  if (!prepared) return html``;
  const at = (position: number | undefined) => (position === undefined ? '' : lsnAt(prepared, position));
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
            <td>${formatCount(lane.segments)}${states(lane)}</td>
            <td>${list(
              lane.gapCount,
              lane.gaps.map(
                gap => `${plural(gap.segments, 'segment')} from ${gap.firstSegment}; cuts off ${gap.cuts}`,
              ),
            )}</td>
            <td>${list(
              lane.backups.length,
              lane.backups.map(
                backup =>
                  `${backup.label} at ${at(backup.from)}${backup.restorable === false ? ', not restorable' : reachOf(backup, at)}`,
              ),
            )}</td>
            <td>${eventList(lane.events, at)}</td>
          </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

/** How many segments are not simply archived. */
function states({ runs }: PictureLane): TemplateResult {
  const counts = [...countStates(runs)].filter(([state]) => state !== 'archived' && stateNames[state]);
  return html`<ul>${counts.map(([state, count]) => html`<li>${formatCount(count)} ${stateNames[state]}</li>`)}</ul>`;
}

/** The furthest that a backup can be recovered to. */
function reachOf({ reaches }: PictureBackup, at: (position: number) => string): string {
  const [furthest] = reaches.toSorted((a, b) => b.at - a.at);
  return furthest ? `, up to ${at(furthest.at)} on timeline ${furthest.timeline}` : '';
}

function list(count: number, items: readonly string[]): TemplateResult {
  const named = items.slice(0, mostNamed);
  const more = count - named.length;
  return html`<ul>${named.map(item => html`<li>${item}</li>`)}${more ? html`<li>and ${formatCount(more)} more</li>` : nothing}</ul>`;
}

function eventList(events: readonly PictureEvent[], at: (position: number) => string): TemplateResult {
  // what is looked for before what is only good to know
  const isWanted = ({ kind }: PictureEvent) => kind === 'restorePoint' || kind === 'drop';
  const told = [...events.filter(isWanted), ...events.filter(event => !isWanted(event))];
  return list(
    told.length,
    told
      .slice(0, mostNamed)
      .map(event => `${eventLabel(event) || eventTitles[event.kind]} at ${at(event.at)}`),
  );
}
