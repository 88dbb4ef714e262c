import { html, type TemplateResult } from 'lit';
import type {
  RelationOrder,
  RelationRow,
  TransactionOrder,
  TransactionRow,
} from '../../../server/protocol/segment.ts';
import { dateAndTime, formatBytes, formatCount, plural } from '../format.ts';
import type { GridColumn, GridRow, Selection } from '../grid/gridModel.ts';
import type { Controller } from './controller.ts';
import type { Tab } from './model.ts';
import type { Survey } from './surveys.ts';

interface SurveyColumn<Order> extends GridColumn {
  /** The order that a click on the head asks for. */
  readonly order?: Order;
  readonly descending?: boolean;
}

const transactionColumns: readonly SurveyColumn<TransactionOrder>[] = [
  { id: 'xid', title: 'Transaction', width: 100, numeric: true, order: 'xid' },
  { id: 'outcome', title: 'Outcome', width: 110 },
  { id: 'time', title: 'Time (UTC)', width: 210, order: 'time' },
  { id: 'records', title: 'Records', width: 90, numeric: true, order: 'records', descending: true },
  { id: 'bytes', title: 'WAL', width: 90, numeric: true, order: 'bytes', descending: true },
  { id: 'images', title: 'Images', width: 90, numeric: true },
  { id: 'first', title: 'First LSN', width: 110, order: 'firstLsn' },
  { id: 'last', title: 'Last LSN', width: 110, grows: true },
];

const relationColumns: readonly SurveyColumn<RelationOrder>[] = [
  { id: 'relation', title: 'Relation (tablespace/database/file)', width: 230, order: 'relation' },
  { id: 'name', title: 'Name', width: 280 },
  { id: 'records', title: 'Records', width: 90, numeric: true, order: 'records', descending: true },
  { id: 'blocks', title: 'Block references', width: 120, numeric: true },
  { id: 'images', title: 'Images', width: 80, numeric: true },
  { id: 'imageBytes', title: 'Image size', width: 90, numeric: true, order: 'images', descending: true },
  { id: 'first', title: 'First LSN', width: 110, order: 'firstLsn' },
  { id: 'last', title: 'Last LSN', width: 110, grows: true },
];

export function transactionsTable(controller: Controller): TemplateResult {
  return surveyTable(controller, {
    tab: 'transactions',
    label: 'Transactions',
    survey: controller.surveys.transactions,
    columns: transactionColumns,
    row: transactionRow,
    filter: ({ xid }) => `xid:${xid}`,
  });
}

export function relationsTable(controller: Controller): TemplateResult {
  return surveyTable(controller, {
    tab: 'relations',
    label: 'Relations',
    survey: controller.surveys.relations,
    columns: relationColumns,
    row: relationRow,
    filter: ({ relation }) => `rel:${relation}`,
  });
}

interface SurveyView<Row, Order> {
  readonly tab: Tab;
  readonly label: string;
  readonly survey: Survey<Row, Order>;
  readonly columns: readonly SurveyColumn<Order>[];
  readonly row: (row: Row) => GridRow;
  /** What shows the records of a row. */
  readonly filter: (row: Row) => string;
}

function surveyTable<Row, Order extends string>(
  controller: Controller,
  { tab, label, survey, columns, row, filter }: SurveyView<Row, Order>,
): TemplateResult {
  const { surveys, model } = controller;
  surveys.begin(survey);
  const { total, rows } = survey;
  if (rows.problem) return html`<p class="hint">${rows.problem}</p>`;
  if (total === undefined) return html`<p class="hint">Reading the segment …</p>`;
  const sortable = columns.flatMap(({ order, title }) => (order ? [{ order, title }] : []));
  return html`<div class="survey">
    <div class="survey-bar">
      <span>${plural(total, label.toLowerCase().replace(/s$/, ''))}</span>
      <label
        >Sort by
        <select
          @change=${(event: Event) =>
            surveys.sort(survey, (event.target as HTMLSelectElement).value as Order)}
        >
          ${sortable.map(
            ({ order, title }) =>
              html`<option value=${order} ?selected=${survey.order === order}>${title}</option>`,
          )}
        </select></label
      >
      <span class="dim">Enter or double click shows the records.</span>
    </div>
    <data-grid
      id=${tab}
      .model=${{
        label,
        columns: columns.map(column => sortableColumn(controller, survey, column)),
        rowCount: total,
        row: (index: number) => {
          const found = rows.row(index);
          return found && row(found);
        },
        selection: survey.selection,
        onSelect: (selection: Selection) => {
          survey.selection = selection;
          controller.refresh();
        },
        onOpen: (index: number) => {
          const found = rows.row(index);
          if (found) controller.setFilter(filter(found));
        },
        onDraw: (first: number, end: number) => rows.want(first, end),
        widths: model.saved.widths[tab],
        onWidths: (widths: Readonly<Record<string, number>>) => controller.setWidths(tab, widths),
      }}
    ></data-grid>
  </div>`;
}

function sortableColumn<Row, Order>(
  { surveys }: Controller,
  survey: Survey<Row, Order>,
  column: SurveyColumn<Order>,
): GridColumn {
  const { order } = column;
  if (!order) return column;
  const direction = column.descending ? 'descending' : 'ascending';
  return {
    ...column,
    sorted: survey.order === order ? direction : undefined,
    onSort: () => surveys.sort(survey, order),
  };
}

function transactionRow(row: TransactionRow): GridRow {
  return {
    cells: [
      row.xid,
      html`<span class="outcome ${row.outcome}">${row.outcome}</span>`,
      row.time ? dateAndTime(row.time) : html`<span class="dim">not in this segment</span>`,
      formatCount(row.records),
      formatBytes(row.bytes),
      row.imageBytes ? formatBytes(row.imageBytes) : html`<span class="dim">–</span>`,
      row.firstLsn,
      row.lastLsn,
    ],
  };
}

function relationRow(row: RelationRow): GridRow {
  return {
    cells: [
      row.relation,
      row.name ?? '',
      formatCount(row.records),
      formatCount(row.blocks),
      row.images ? formatCount(row.images) : html`<span class="dim">–</span>`,
      row.imageBytes ? formatBytes(row.imageBytes) : html`<span class="dim">–</span>`,
      row.firstLsn,
      row.lastLsn,
    ],
  };
}
