import { html, nothing, type TemplateResult } from 'lit';
import { guard } from 'lit/directives/guard.js';
import type {
  PictureDurability,
  PictureGrowth,
  PictureProblem,
  TimelineComparison,
  TimelineSide,
  TimelinesPicture,
} from '../../../server/protocol/archive.ts';
import { formatBytes, formatCount, formatShare, plural } from '../format.ts';
import { compareTimelineWith, showCleanup } from './comparing.ts';
import type { Controller } from './controller.ts';
import { timeText } from './hover.ts';
import { hasServer } from './summary.ts';

/** What holds WAL back besides that which holds most, as far as it is listed. */
const mostHolders = 3;

/** Problems that are listed. */
const mostProblems = 100;

/** Durability, problems and the comparison of two timelines; made anew only when one of them changed. */
export function cardsView(controller: Controller) {
  const { prepared, comparison, cleanup, saved } = controller.model;
  const phase = controller.model.state?.phase;
  const shown = [prepared, comparison, cleanup, phase, saved.compareWith, controller.timeline];
  return guard(shown, () => (prepared ? cards(controller, prepared.picture) : nothing));
}

function cards(controller: Controller, picture: TimelinesPicture): TemplateResult {
  const { problems, problemCount } = picture;
  const told = problems.slice(0, mostProblems);
  const more = problemCount - told.length;
  return html`<section class="cards">
    ${durabilityColumn(controller, picture)}
    <div class="column" tabindex="0" role="region" aria-label="Problems">
      <h2>Problems${problemCount ? ` (${formatCount(problemCount)})` : ''}</h2>
      ${told.length ? html`<ul class="problems">${told.map(problem => problemRow(controller, problem))}</ul>` : html`<p class="dim">None.</p>`}
      ${more ? html`<p class="dim">${formatCount(more)} more: <code>walscope timelines</code> lists them.</p>` : nothing}
    </div>
    <div class="column" tabindex="0" role="region" aria-label="Compare timelines">
      <h2>Compare timelines</h2>
      ${compareControls(controller)} ${comparisonView(controller.model.comparison)} ${backupsView(controller)}
    </div>
  </section>`;
}

/** How safe the data of each server is. */
export function durabilityColumn(
  controller: Controller,
  { durability, growth }: Pick<TimelinesPicture, 'durability' | 'growth'>,
): TemplateResult {
  return html`<div class="column" tabindex="0" role="region" aria-label="Durability">
    <h2>Durability</h2>
    ${durability.length ? durability.map(durabilityCard) : html`<p class="dim">${noDurability(controller)}</p>${growthCard(growth)}`}
  </div>`;
}

/** Why there is nothing to say. */
function noDurability({ model: { state, cluster } }: Controller): string {
  if (!state || !hasServer(state.clusters[cluster]))
    return 'No data directory here: nothing tells how far its server got.';
  if (state.phase === 'done') return 'No data directory here holds WAL that tells how far its server got.';
  return 'How far the server got is known once its WAL is read.';
}

function durabilityCard(server: PictureDurability): TemplateResult {
  const {
    name,
    lostBytes,
    lostTime,
    lostCommits,
    lostSegments,
    oldestLost,
    heldBack,
    growth,
    queue,
    queued,
    invalidSlots,
  } = server;
  const [held, ...others] = heldBack;
  return html`<h3>${name}, timeline ${server.timeline}</h3>
    <div class="card">
      <div><strong>At risk if the primary is lost now</strong>
        <p class="dim">${lostSegments ? `${plural(lostSegments, 'segment')} not archived, oldest ${oldestLost}; ${plural(lostCommits, 'commit')}` : 'All WAL is archived.'}</p></div>
      <span class="number ${lostBytes ? 'note' : 'good'}">${formatBytes(lostBytes)}${lostTime ? ` · ${seconds(lostTime)}` : ''}</span>
    </div>
    <div class="card">
      <div><strong>Held back in pg_wal</strong>
        <p class="dim">${held ? `by ${holder(held)} from ${held.from}` : 'by nothing'}</p>
        ${others.slice(0, mostHolders).map(other => html`<p class="dim">${formatBytes(other.bytes)} by ${holder(other)}</p>`)}
        ${others.length > mostHolders ? html`<p class="dim">and by ${formatCount(others.length - mostHolders)} more</p>` : nothing}
        ${invalidSlots.map(({ name, cause }) => html`<p class="dim">nothing any more by slot "${name}": ${cause}</p>`)}</div>
      <span class="number">${formatBytes(held?.bytes ?? 0)}</span>
    </div>
    ${growthCard(growth)}
    ${queued ? html`<p class="dim">Archiver's queue: ${queue.slice(0, 4).join(', ')}${queued > 4 ? ` and ${formatCount(queued - 4)} more` : ''}</p>` : nothing}`;
}

function growthCard(growth: PictureGrowth | undefined): TemplateResult | typeof nothing {
  if (!growth) return nothing;
  const { timeline, bytesPerDay, imageShare, paddingShare, measuredTime } = growth;
  return html`<div class="card">
    <div><strong>Archive growth</strong>
      <p class="dim">${formatShare(imageShare, 1)} full-page images, ${formatShare(paddingShare, 1)} padding by switches; measured over ${seconds(measuredTime)} of timeline ${timeline}</p></div>
    <span class="number">${formatBytes(bytesPerDay)}/day</span>
  </div>`;
}

function holder({ by, name }: PictureDurability['heldBack'][number]): string {
  if (by === 'slot') return `slot "${name}"`;
  if (by === 'keepSize') return name ?? 'wal_keep_size';
  return by === 'archiver' ? 'the archiver' : 'the WAL summarizer';
}

function seconds(milliseconds: number): string {
  const total = Math.round(milliseconds / 1000);
  if (total < 90) return `${total} s`;
  if (total < 5400) return `${Math.round(total / 60)} min`;
  return total < 172_800 ? `${Math.round(total / 3600)} h` : `${Math.round(total / 86_400)} days`;
}

function problemRow(controller: Controller, problem: PictureProblem): TemplateResult {
  const { severity, code, message, path, timeline, at, lsn } = problem;
  const go = () => {
    if (at !== undefined) controller.goTo(timeline, at);
    else if (path !== undefined) controller.openPath(path, lsn);
  };
  const file = /^(segment|history)-/.test(code) ? (path?.slice(path.lastIndexOf('/') + 1) ?? '') : '';
  const named = file === '' || message.includes(file) ? message : `${file}: ${message}`;
  return html`<li class=${severity}>
    <span class="hidden">${severity}:</span>
    <button class="link" ?disabled=${at === undefined && path === undefined} @click=${go}>${named}</button>
  </li>`;
}

function compareControls(controller: Controller): TemplateResult {
  const { prepared, saved } = controller.model;
  const lanes = prepared?.lanes ?? [];
  const options = (selected: number | undefined) =>
    lanes.map(
      ({ lane }) =>
        html`<option value=${lane.timeline} ?selected=${lane.timeline === selected}>Timeline ${lane.timeline}</option>`,
    );
  const chosen = (event: Event) => Number((event.target as HTMLSelectElement).value);
  return html`<p class="controls">
    <select aria-label="Timeline" @change=${(event: Event) => controller.selectTimeline(chosen(event))}>${options(controller.timeline)}</select>
    with
    <select aria-label="Other timeline" @change=${(event: Event) => void compareTimelineWith(controller, chosen(event) || undefined)}>
      <option value="0" ?selected=${saved.compareWith === undefined}>none</option>
      ${options(saved.compareWith)}
    </select>
  </p>`;
}

function comparisonView(comparison: TimelineComparison | null | undefined): TemplateResult {
  if (comparison === undefined)
    return html`<p class="dim">Choose another timeline to see where the two part, what each has from there on, and whether an old primary can be rewound.</p>`;
  if (comparison === null) return html`<p>They have nothing in common.</p>`;
  return html`<p>They part on timeline ${comparison.forkTimeline} at <code>${comparison.forkLsn}</code>.</p>
    <ul>
      ${comparison.sides.map(
        side =>
          html`<li>Timeline ${side.timeline} has ${formatBytes(side.bytes)} after it, ${sideFacts(side).join(', ')}</li>`,
      )}
      ${comparison.rewinds.map(rewind => html`<li>${rewind.text}</li>`)}
    </ul>`;
}

function sideFacts(side: TimelineSide): string[] {
  const { segments, commits, rollbacks, relations, relationsDropped, firstTime } = side;
  const told = (count: number | undefined, what: string) => (count === undefined ? [] : plural(count, what));
  return [
    plural(segments, 'segment'),
    told(commits, 'commit'),
    told(rollbacks, 'rollback'),
    told(relations, 'changed relation'),
    relationsDropped ? `${plural(relationsDropped, 'relation')} removed` : [],
    firstTime === undefined ? [] : `from ${timeText(firstTime)}`,
  ].flat();
}

function backupsView(controller: Controller): TemplateResult | typeof nothing {
  const backups = controller.model.prepared?.picture.lanes.flatMap(lane => lane.backups) ?? [];
  if (!backups.length) return nothing;
  const { cleanup } = controller.model;
  return html`<h3>What pg_archivecleanup would remove</h3>
    <p class="controls">
      <select
        aria-label="Oldest backup to keep"
        @change=${(event: Event) => {
          const id = Number((event.target as HTMLSelectElement).value);
          void showCleanup(
            controller,
            backups.find(backup => backup.id === id),
          );
        }}
      >
        <option value="-1">Oldest backup to keep</option>
        ${backups.map(backup => html`<option value=${backup.id}>${backup.label}</option>`)}
      </select>
    </p>
    ${cleanup ? html`<p>${plural(cleanup.count, 'segment')} before <code>${cleanup.segment}</code>, ${formatBytes(cleanup.bytes)}.</p>` : nothing}`;
}
