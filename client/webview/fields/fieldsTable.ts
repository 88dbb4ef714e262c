import { html, type TemplateResult } from 'lit';
import type { BinaryRow } from '../../../server/protocol/binaryFile.ts';
import type { GridColumn, GridRow, Selection } from '../grid/gridModel.ts';
import type { Controller } from './controller.ts';
import { partColour } from './partColour.ts';

const columns: readonly GridColumn[] = [
  { id: 'name', title: 'Field', width: 270 },
  { id: 'value', title: 'Value', width: 250 },
  { id: 'meaning', title: 'Meaning', width: 240, grows: true },
];

/** Every part of the file with its fields. */
export function fieldsTable(controller: Controller): TemplateResult {
  const { model, rows } = controller;
  return html`<data-grid
    id="fields"
    data-vscode-context='{"webviewSection":"fields","preventDefaultContextMenuItems":true}'
    .model=${{
      label: 'Fields of the file',
      columns,
      rowCount: model.found?.total ?? 0,
      row: (index: number) => {
        const row = rows.row(index);
        return row && gridRow(controller, row);
      },
      selection: model.selection,
      onSelect: (selection: Selection) => controller.select(selection),
      onOpen: (index: number) => controller.openSegment(rows.row(index)),
      onCopy: () => controller.copySelection(),
      onDraw: (first: number, end: number) => rows.want(first, end),
      widths: model.saved.widths,
      onWidths: (widths: Readonly<Record<string, number>>) => controller.save({ widths }),
    }}
  ></data-grid>`;
}

function gridRow(controller: Controller, row: BinaryRow): GridRow {
  if (row.kind === 'problem')
    return {
      className: 'trouble',
      cells: [html`<strong>Ends here</strong> ${row.value}`],
    };
  if (row.kind === 'section')
    return {
      className: 'group',
      cells: [
        // the cells keep white space as it is
        html`<span class="part-mark ${partColour(row.section)}"></span>${row.name}<span class="meaning">${row.meaning}</span>`,
      ],
    };
  return {
    className: row.problem || row.wrong ? 'trouble' : '',
    cells: [
      html`<span class="indent"></span>${row.name}`,
      valueCell(controller, row),
      html`<span class="meaning" title=${row.meaning}>${row.problem ?? row.meaning}</span>`,
    ],
  };
}

/** An LSN whose segment is at hand leads to it; from the keyboard, Enter does. */
function valueCell(controller: Controller, row: BinaryRow): TemplateResult | string {
  if (!row.wal?.segment) return row.value;
  return html`<button
    class="link"
    tabindex="-1"
    title="Open the segment at ${row.wal.lsn}"
    @click=${() => controller.openSegment(row)}
    >${row.value}</button
  >`;
}
