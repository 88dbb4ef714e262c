import { html, nothing, type TemplateResult } from 'lit';
import { cssProperties } from '../cssProperties.ts';
import { icon } from '../icons.ts';
import type { Controller } from './controller.ts';

const placeholder = 'Filter: rmgr:Heap type:INSERT xid:745 rel:16412 lsn:0/3000000.. len>1000 text';

/** The filter's input with its keys marked, suggestions below, and what is wrong with it. */
export function filterBox(controller: Controller): TemplateResult {
  const { filterText, filterProblems, suggestions, suggested } = controller.model;
  const open = suggestions.length > 0;
  const problem = filterProblems[0];
  return html`<div class="filter ${problem ? 'wrong' : ''}" role="search">
    <div class="filter-field">
      <div class="filter-marks" aria-hidden="true">
        ${marks(filterText).map(({ from, to }) => mark('key', from, to))}
        ${filterProblems.map(({ from, to }) => mark('problem', from, to))}
      </div>
      <input
        id="filter"
        type="text"
        role="combobox"
        aria-label="Filter records"
        aria-autocomplete="list"
        aria-expanded=${open ? 'true' : 'false'}
        aria-controls="suggestions"
        aria-activedescendant=${open && suggested >= 0 ? `suggestion-${suggested}` : nothing}
        aria-invalid=${problem ? 'true' : 'false'}
        aria-describedby="filter-problem"
        spellcheck="false"
        autocomplete="off"
        placeholder=${placeholder}
        .value=${filterText}
        @input=${(event: Event) => typed(event, controller)}
        @keydown=${(event: KeyboardEvent) => onKey(event, controller)}
        @scroll=${scrollMarks}
        @blur=${() => controller.suggestions.close()}
      />
    </div>
    ${
      filterText === ''
        ? nothing
        : html`<button
            class="quiet"
            title="Clear the filter"
            aria-label="Clear the filter"
            @click=${() => controller.setFilter('')}
          >
            ${icon('clear')}
          </button>`
    }
    <ul id="suggestions" role="listbox" aria-label="Suggestions" ?hidden=${!open}>
      ${suggestions.map(
        ({ label, detail }, at) => html`<li
          id="suggestion-${at}"
          role="option"
          aria-selected=${at === suggested ? 'true' : 'false'}
          @mousedown=${(event: Event) => {
            event.preventDefault();
            controller.takeSuggestion(at);
          }}
        >
          <span>${label}</span> <span class="detail">${detail}</span>
        </li>`,
      )}
    </ul>
    <div id="filter-problem" class="problem" role="status" ?hidden=${!problem || open}>
      ${problem?.message ?? ''}
    </div>
  </div>`;
}

/** The `key:` parts of a filter. */
function marks(text: string): { from: number; to: number }[] {
  const keys = /(?<=^|\s)[-!]?(?:[a-z]+(?::|[<>]=?|=)|fpi(?=\s|$))/gi;
  return [...text.matchAll(keys)].map(({ index, 0: found }) => ({ from: index, to: index + found.length }));
}

/** The input has a font of equal widths, so places in it are multiples of one character. */
const mark = (className: string, from: number, to: number) =>
  html`<span
    class="filter-mark ${className}"
    ${cssProperties({ '--from': String(from), '--width': String(Math.max(1, to - from)) })}
  ></span>`;

function scrollMarks(event: Event): void {
  const input = event.target as HTMLInputElement;
  const layer = input.previousElementSibling as HTMLElement;
  layer.style.setProperty('--scrolled', `${input.scrollLeft}px`);
}

function typed(event: Event, controller: Controller): void {
  const { value, selectionStart } = event.target as HTMLInputElement;
  controller.typeFilter(value, selectionStart ?? value.length);
}

function onKey(event: KeyboardEvent, controller: Controller): void {
  const { suggestions, suggested } = controller.model;
  const input = event.target as HTMLInputElement;
  switch (event.key) {
    case 'ArrowDown':
    case 'ArrowUp':
      if (suggestions.length > 0) controller.suggestions.move(event.key === 'ArrowDown' ? 1 : -1);
      else if (event.key === 'ArrowDown') controller.focusTable();
      break;
    case 'Enter':
      if (suggested >= 0) controller.takeSuggestion(suggested);
      else controller.setFilter(input.value);
      break;
    case 'Tab':
      if (suggestions.length === 0 || event.shiftKey) return;
      controller.takeSuggestion(Math.max(0, suggested));
      break;
    case ' ':
      if (!event.ctrlKey) return;
      void controller.suggestions.find(input.value, input.selectionStart ?? 0);
      break;
    case 'Escape':
      if (suggestions.length > 0) controller.suggestions.close();
      else if (controller.model.filterText !== '') controller.setFilter('');
      else controller.focusTable();
      break;
    default:
      return;
  }
  event.preventDefault();
}
