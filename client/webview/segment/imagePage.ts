import { html, nothing, type TemplateResult } from 'lit';
import type { RecordBlock, RecordField } from '../../../server/protocol/segment.ts';
import type { Controller } from './controller.ts';

/** A button that shows the page of a full-page image, and the page taken apart. */
export function imagePage(controller: Controller, { id }: RecordBlock): TemplateResult {
  const { details, image } = controller.model;
  const shown =
    image !== undefined && image.record === details?.record && image.block === id ? image.page : undefined;
  return html`<button
      class="link"
      aria-expanded=${shown !== undefined}
      @click=${() => void controller.selected.toggleImage(id)}
    >
      ${shown === undefined ? 'show the page' : 'hide the page'}
    </button>
    ${shown ? html`<div>${shown.kind}${shown.problem ? html`: <span class="bad">${shown.problem}</span>` : nothing}</div>${fields(shown.fields)}` : nothing}`;
}

function fields(list: readonly RecordField[]): TemplateResult {
  return html`<ul class="page">
    ${list.map(field =>
      field.children?.length
        ? html`<li><details><summary>${field.name} <span class="dim">${field.text}</span></summary>${fields(field.children)}</details></li>`
        : html`<li title=${field.meaning ?? nothing}>${field.name} <code>${field.text}</code></li>`,
    )}
  </ul>`;
}
