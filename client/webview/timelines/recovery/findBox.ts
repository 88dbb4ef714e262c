import { html, nothing, type TemplateResult } from 'lit';
import { formatCount, plural } from '../../format.ts';
import type { Controller } from '../controller.ts';
import { chosenIndex } from './recoveryModel.ts';

const placeholder = 'Find "drop orders", table, LSN, time, xid';

/** Where one types what is looked for, with what was found below. */
export function findBox(controller: Controller): TemplateResult {
  const { saved, recovery, findProblem } = controller.model;
  const { listOpen, places, finding } = recovery;
  const at = chosenIndex(recovery);
  return html`<div class="find-box" role="search">
    <input
      id="find"
      type="search"
      role="combobox"
      placeholder=${placeholder}
      aria-label="Find what was dropped, a table, transaction, restore point, time, LSN or segment"
      aria-autocomplete="none"
      aria-haspopup="listbox"
      aria-expanded=${listOpen && places.length ? 'true' : 'false'}
      aria-controls="found-list"
      aria-activedescendant=${listOpen && at >= 0 ? `found-${at}` : nothing}
      title=${findProblem ?? 'Enter searches the picture and its WAL'}
      autocomplete="off"
      spellcheck="false"
      .value=${saved.find}
      @keydown=${(event: KeyboardEvent) => onKey(event, controller)}
      @blur=${() => controller.finding.closeList()}
    />
    ${
      finding
        ? html`<div class="found-list reading">
            <progress max=${finding.all || 1} .value=${finding.done} aria-label="WAL read"></progress>
            Reading WAL${finding.all ? `, ${formatCount(finding.done)} of ${plural(finding.all, 'segment')}` : ' …'}
            <button class="secondary" @mousedown=${(event: Event) => event.preventDefault()} @click=${() => controller.finding.stop()}>Stop</button>
          </div>`
        : nothing
    }
    <div class="found-list" ?hidden=${!listOpen || finding !== undefined}>
      <ul id="found-list" role="listbox" aria-label="Found" ?hidden=${!places.length}>
        ${listOpen ? places.map((_, index) => option(controller, index, index === at)) : nothing}
      </ul>
      ${remarks(controller)}
    </div>
  </div>`;
}

function option(controller: Controller, index: number, selected: boolean): TemplateResult {
  const place = controller.model.recovery.places[index];
  return html`<li
    id="found-${index}"
    role="option"
    aria-selected=${selected ? 'true' : 'false'}
    @mousedown=${(event: Event) => {
      event.preventDefault();
      controller.finding.choose(place);
    }}
  >
    <span class="dot ${place.tone}" aria-hidden="true"></span>
    <span><strong>${place.title}</strong><span class="facts">${place.facts}</span></span>
  </li>`;
}

function remarks({ model: { recovery, findProblem } }: Controller): TemplateResult | typeof nothing {
  const { places, count, remarks: told } = recovery;
  const more = count - places.length;
  const texts = [
    ...(findProblem === undefined ? [] : [findProblem]),
    ...(more ? [`${formatCount(more)} more: say it more precisely.`] : []),
    ...told.slice(0, 3),
  ];
  if (!texts.length) return nothing;
  return html`<div class="remarks">${texts.map(text => html`<p>${text}</p>`)}</div>`;
}

function onKey(event: KeyboardEvent, controller: Controller): void {
  const { value } = event.target as HTMLInputElement;
  const { recovery } = controller.model;
  const isKnown = recovery.places.length > 0 && value === recovery.foundFor;
  switch (event.key) {
    case 'Enter':
      if (isKnown && recovery.chosen) controller.finding.choose(recovery.chosen);
      else controller.finding.find(value);
      break;
    case 'ArrowDown':
    case 'ArrowUp':
      if (!isKnown) return;
      controller.finding.move(event.key === 'ArrowDown' ? 1 : -1);
      break;
    case 'Escape':
      if (recovery.finding) controller.finding.stop();
      else if (recovery.listOpen) controller.finding.closeList();
      else return;
      break;
    default:
      return;
  }
  event.preventDefault();
}
