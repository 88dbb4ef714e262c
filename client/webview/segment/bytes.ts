import { html, nothing, type TemplateResult } from 'lit';
import type { RecordDetails, RecordField } from '../../../server/protocol/segment.ts';
import { bytesView, type Stretch } from '../bytes/bytesView.ts';
import { formatBytes } from '../format.ts';
import type { Controller } from './controller.ts';

/** The narrowest pane, in pixels, that has room for 16 bytes in a line with their characters. */
const wide = 540;

/** The record's bytes, coloured by what they are; clicking a byte marks its field. */
export function recordBytes(controller: Controller, details: RecordDetails): TemplateResult {
  const bytes = controller.selected.bytes(details);
  const rest = details.totalBytes - bytes.length;
  return html`<div class="legend" aria-hidden="true">
      ${legend(details).map(([kind, name]) => html`<span class="bytes-${kind}">${name}</span>`)}
    </div>
    ${bytesView({
      label: 'Bytes of the record in hexadecimal',
      bytes,
      start: 0,
      perLine: controller.model.saved.detailsWidth < wide ? 8 : 16,
      stretches: stretchesOf(controller, details),
    })}
    ${
      rest > 0
        ? html`<button class="secondary" @click=${() => controller.selected.loadMore(details)}>
            Show more (${formatBytes(rest)} left)
          </button>`
        : nothing
    }`;
}

const kindNames: Readonly<Record<string, string>> = {
  header: 'header',
  reference: 'references',
  image: 'image',
  'block-data': 'block data',
  'main-data': 'main data',
};

const legend = ({ parts }: RecordDetails) =>
  Object.entries(kindNames).filter(([kind]) => parts.some(part => part.kind === kind && part.length > 0));

/** The innermost fields in the order of their bytes; bytes between fields belong to their part. */
function stretchesOf(controller: Controller, { parts }: RecordDetails): Stretch[] {
  const marked = controller.model.field;
  const stretches: Stretch[] = [];
  const fill = (field: RecordField, kind: string, from: number, to: number) => {
    if (to <= from) return;
    const { name, text, offset, length } = field;
    stretches.push({
      from,
      to,
      className: `bytes-${kind}`,
      title: text ? `${name}: ${text}` : name,
      selected:
        marked !== undefined && offset >= marked.offset && offset + length <= marked.offset + marked.length,
      mark: () => controller.selected.mark(field, 'tree'),
    });
  };
  const add = (field: RecordField, kind: string) => {
    let at = field.offset;
    const inside = [...(field.children ?? [])].sort((a, b) => a.offset - b.offset);
    for (const child of inside) {
      if (child.offset < at || child.length === 0) continue;
      fill(field, kind, at, child.offset);
      add(child, kind);
      at = child.offset + child.length;
    }
    fill(field, kind, at, field.offset + field.length);
  };
  for (const part of parts) add(part, part.kind);
  return stretches.sort((a, b) => a.from - b.from);
}
