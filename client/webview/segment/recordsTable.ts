import { html, nothing, type TemplateResult } from 'lit';
import type { RecordRow, WalEnd } from '../../../server/protocol/segment.ts';
import { formatCount } from '../format.ts';
import type { GridColumn, GridRow } from '../grid/gridModel.ts';
import type { Controller } from './controller.ts';
import { managerColour } from './managerColour.ts';

const columns: readonly GridColumn[] = [
  { id: 'lsn', title: 'LSN', width: 104 },
  { id: 'manager', title: 'Resource manager', width: 138 },
  { id: 'type', title: 'Record', width: 150 },
  { id: 'xid', title: 'Transaction', width: 94, numeric: true },
  { id: 'length', title: 'Length', width: 62, numeric: true },
  { id: 'blocks', title: 'Blocks', width: 200 },
  { id: 'description', title: 'Description', width: 320, grows: true },
];

/** The records of the current view, and what ends the log as the row behind the last one. */
export function recordsTable(controller: Controller): TemplateResult {
  const { model, rows } = controller;
  const { view, end } = model.state!;
  const endRow = view.done && end !== undefined && end.kind !== 'segment' ? 1 : 0;
  const rowCount = view.rows + endRow;
  return html`<data-grid
    id="records"
    data-vscode-context='{"webviewSection":"records","preventDefaultContextMenuItems":true}'
    .model=${{
      label: 'Records',
      columns,
      rowCount,
      row: (index: number) => {
        if (index === view.rows) return endOfLog(end!);
        const row = rows.row(index);
        return row && recordRow(row);
      },
      selection: model.selection,
      onSelect: (selection: { from: number; to: number }) => controller.select(selection),
      onCopy: () => controller.copySelection('text'),
      onOpen: () => controller.openDetails(),
      onDraw: (first: number, last: number) => rows.want(first, Math.min(last, view.rows)),
      onScroll: (first: number, last: number, top: number) => controller.onScroll(first, last, top),
      widths: model.saved.widths.records,
      onWidths: (widths: Readonly<Record<string, number>>) => controller.setWidths('records', widths),
    }}
  ></data-grid>`;
}

function recordRow(row: RecordRow): GridRow {
  return {
    cells: [
      row.lsn,
      row.manager ? html`<span class=${managerColour(row.manager)}></span>${row.manager}` : '',
      row.type,
      row.xid === 0 ? html`<span class="dim">–</span>` : row.xid,
      html`<span class="dim">${formatCount(row.length)}</span>`,
      row.blocks.includes('FPI') ? withImages(row.blocks) : row.blocks,
      row.description,
    ],
  };
}

/** Full-page images stand out. */
function withImages(blocks: string): TemplateResult {
  return html`${blocks
    .split(/\b(FPI)\b/)
    .map(part => (part === 'FPI' ? html`<span class="fpi">FPI</span>` : part || nothing))}`;
}

function endOfLog({ kind, lsn, message }: WalEnd): GridRow {
  const heading = kind === 'damage' ? 'Damaged here' : 'The log ends here';
  return {
    className: `end ${kind}`,
    cells: [html`<strong>${heading}</strong> <span>${lsn}</span> <span class="reason">${message}</span>`],
  };
}
