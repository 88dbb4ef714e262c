import { html, nothing, type TemplateResult } from 'lit';
import type { RecordDetails, RecordField } from '../../../server/protocol.ts';
import { cssProperties } from '../cssProperties.ts';
import type { Controller } from './controller.ts';

interface Line {
  readonly field: RecordField;
  readonly level: number;
  readonly kind: string;
}

/** More lines than anyone reads are not put into the document. */
const most = 400;

/** Parts, fields and their values; choosing one marks its bytes. One tab stop, arrow keys inside. */
export function fieldTree(controller: Controller, { parts }: RecordDetails): TemplateResult {
  const lines: Line[] = [];
  const add = (field: RecordField, level: number, kind: string) => {
    lines.push({ field, level, kind });
    for (const child of field.children ?? []) add(child, level + 1, kind);
  };
  for (const part of parts) add(part, 1, part.kind);
  const shown = lines.slice(0, most);
  const active = activeLine(controller, shown);
  return html`<div
    class="fields"
    role="tree"
    tabindex="0"
    aria-label="Fields of the record"
    aria-activedescendant=${active >= 0 ? `field-${active}` : nothing}
    @keydown=${(event: KeyboardEvent) => onKey(event, controller, shown, active)}
  >
    ${shown.map((line, at) => lineView(controller, line, at, at === active))}
    ${
      lines.length > most
        ? html`<div class="dim" role="treeitem" aria-level="1">and ${lines.length - most} more fields</div>`
        : nothing
    }
  </div>`;
}

/** The innermost line that has exactly the highlighted bytes. */
function activeLine({ model: { field } }: Controller, lines: readonly Line[]): number {
  if (!field) return -1;
  return lines.findLastIndex(
    line => line.field.offset === field.offset && line.field.length === field.length,
  );
}

function lineView(
  controller: Controller,
  { field, level, kind }: Line,
  at: number,
  active: boolean,
): TemplateResult {
  const { name, text, meaning, unit } = field;
  return html`<div
    id="field-${at}"
    role="treeitem"
    aria-level=${level}
    aria-selected=${active ? 'true' : 'false'}
    class="field ${level === 1 ? `part bytes-${kind}` : ''} ${active ? 'selected' : ''}"
    title=${meaning ?? nothing}
    ${cssProperties({ '--level': String(level - 1) })}
    @click=${() => controller.markField(field, false)}
  >
    <span class="name">${name}</span>
    <span class="value">${text}${unit ? html` <span class="dim">${unit}</span>` : nothing}</span>
    ${meaning ? html`<span class="note">${meaning}</span>` : nothing}
  </div>`;
}

function onKey(event: KeyboardEvent, controller: Controller, lines: readonly Line[], active: number): void {
  const steps: Record<string, number> = {
    ArrowDown: active + 1,
    ArrowUp: active < 0 ? 0 : active - 1,
    Home: 0,
    End: lines.length - 1,
  };
  if (!Object.hasOwn(steps, event.key) || lines.length === 0) return;
  event.preventDefault();
  const next = Math.min(lines.length - 1, Math.max(0, steps[event.key]));
  controller.markField(lines[next].field, true);
  document.getElementById(`field-${next}`)?.scrollIntoView({ block: 'nearest' });
}
