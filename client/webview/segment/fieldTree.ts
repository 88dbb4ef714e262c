import { html, nothing, type TemplateResult } from 'lit';
import type { RecordDetails, RecordField } from '../../../server/protocol/segment.ts';
import { cssProperties } from '../cssProperties.ts';
import { icon } from '../icons.ts';
import type { Controller } from './controller.ts';

interface Line {
  readonly field: RecordField;
  readonly level: number;
  readonly kind: string;
  /** Names from the part down to the field. */
  readonly path: string;
  /** Whether its children are hidden; undefined when it has none. */
  readonly folded: boolean | undefined;
}

/** More lines than anyone reads are not put into the document. */
const most = 400;

/** Parts, fields and their values; choosing one marks its bytes. One tab stop, arrow keys inside. */
export function fieldTree(controller: Controller, details: RecordDetails): TemplateResult {
  const lines = linesOf(controller, details);
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

/** Parts show their fields; lists and groups below them are folded until they are opened or their bytes are marked. */
function linesOf({ model }: Controller, { parts }: RecordDetails): Line[] {
  const lines: Line[] = [];
  const add = (field: RecordField, level: number, kind: string, above: string) => {
    const path = `${above}/${field.name}`;
    const hasChildren = (field.children ?? []).length > 0;
    const folded = hasChildren ? level > 1 && !model.unfolded.has(path) : undefined;
    lines.push({ field, level, kind, path, folded });
    if (folded === false) for (const child of field.children ?? []) add(child, level + 1, kind, path);
  };
  for (const part of parts) add(part, 1, part.kind, '');
  return lines;
}

/** The innermost line with the highlighted bytes in it. */
function activeLine({ model: { field } }: Controller, lines: readonly Line[]): number {
  if (!field) return -1;
  const end = field.offset + field.length;
  const holds = ({ offset, length }: RecordField) => offset <= field.offset && offset + length >= end;
  return lines.findLastIndex(
    line => holds(line.field) && (line.folded !== false || isSame(line.field, field)),
  );
}

const isSame = (a: RecordField, b: { offset: number; length: number }) =>
  a.offset === b.offset && a.length === b.length;

function lineView(
  controller: Controller,
  { field, level, kind, path, folded }: Line,
  at: number,
  active: boolean,
): TemplateResult {
  const { name, meaning, unit } = field;
  const canFold = folded !== undefined && level > 1;
  return html`<div
    id="field-${at}"
    role="treeitem"
    aria-level=${level}
    aria-selected=${active ? 'true' : 'false'}
    aria-expanded=${folded === undefined ? nothing : String(!folded)}
    class="field ${level === 1 ? `part bytes-${kind}` : ''} ${active ? 'selected' : ''}"
    title=${meaning ?? nothing}
    ${cssProperties({ '--level': String(level - 1) })}
    @click=${() => {
      if (canFold) controller.selected.fold(path, !folded);
      controller.selected.mark(field, 'bytes');
    }}
  >
    <span class="name"
      >${canFold ? html`<span class="fold">${icon(folded ? 'right' : 'down')}</span>` : nothing}${name}</span
    >
    <span class="value">${level > 1 ? summary(field) : field.text}${unit ? html` <span class="dim">${unit}</span>` : nothing}</span>
    ${meaning ? html`<span class="note">${meaning}</span>` : nothing}
  </div>`;
}

/** The value; for a list without one, how much is in it. */
function summary({ text, children }: RecordField): string {
  return text === '' && children?.length ? `${children.length} elements` : text;
}

function onKey(event: KeyboardEvent, controller: Controller, lines: readonly Line[], active: number): void {
  const line: Line | undefined = lines[active];
  if (line?.folded !== undefined && line.level > 1) {
    const fold = { ArrowRight: false, ArrowLeft: true }[event.key];
    if (fold !== undefined && fold !== line.folded) {
      event.preventDefault();
      controller.selected.fold(line.path, fold);
      return;
    }
  }
  const steps: Record<string, number> = {
    ArrowDown: active + 1,
    ArrowUp: active < 0 ? 0 : active - 1,
    Home: 0,
    End: lines.length - 1,
  };
  if (!Object.hasOwn(steps, event.key) || lines.length === 0) return;
  event.preventDefault();
  const next = Math.min(lines.length - 1, Math.max(0, steps[event.key]));
  controller.selected.mark(lines[next].field, 'bytes');
  document.getElementById(`field-${next}`)?.scrollIntoView({ block: 'nearest' });
}
