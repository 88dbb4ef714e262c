import { html, type TemplateResult } from 'lit';
import type { RecordTypeCount } from '../../../server/protocol/segment.ts';
import { cssProperties } from '../cssProperties.ts';
import { formatBytes, formatCount, formatShare } from '../format.ts';
import type { GridColumn, GridRow, Selection } from '../grid/gridModel.ts';
import type { Controller } from './controller.ts';
import { managerColour } from './managerColour.ts';

const columns: readonly GridColumn[] = [
  { id: 'name', title: 'Resource manager / record', width: 260 },
  { id: 'count', title: 'Records', width: 90, numeric: true },
  { id: 'countShare', title: '', width: 60, numeric: true },
  { id: 'record', title: 'Without images', width: 110, numeric: true },
  { id: 'images', title: 'Images', width: 90, numeric: true },
  { id: 'combined', title: 'Together', width: 90, numeric: true },
  { id: 'share', title: 'Share of the WAL', width: 220, grows: true },
];

/** A resource manager with its record types below, the largest first. */
interface Line {
  readonly manager: string;
  readonly type?: string;
  readonly count: number;
  readonly recordBytes: number;
  readonly imageBytes: number;
}

/** Counts and bytes by resource manager and record type. */
export function statisticsTable(controller: Controller): TemplateResult {
  const types = controller.model.statistics ?? [];
  const lines = linesOf(types);
  const whole = sum(types, '');
  return html`<data-grid
    id="statistics"
    .model=${{
      label: 'Statistics',
      columns,
      rowCount: lines.length,
      row: (index: number) => lineRow(lines[index], whole),
      selection: controller.model.statisticsSelection,
      onSelect: (selection: Selection) => controller.selectStatistics(selection),
      onOpen: (index: number) => controller.setFilter(filterOf(lines[index])),
      widths: controller.model.saved.widths.statistics,
      onWidths: (widths: Readonly<Record<string, number>>) => controller.setWidths('statistics', widths),
    }}
  ></data-grid>`;
}

function linesOf(types: readonly RecordTypeCount[]): Line[] {
  const managers = new Map<string, RecordTypeCount[]>();
  for (const type of types) managers.set(type.manager, [...(managers.get(type.manager) ?? []), type]);
  const groups = [...managers].map(([manager, below]) => ({ total: sum(below, manager), below }));
  const bySize = (a: Line, b: Line) => combined(b) - combined(a);
  return groups
    .sort((a, b) => bySize(a.total, b.total))
    .flatMap(({ total, below }) => [total, ...[...below].sort(bySize)]);
}

function sum(types: readonly RecordTypeCount[], manager: string): Line {
  let count = 0;
  let recordBytes = 0;
  let imageBytes = 0;
  for (const type of types) {
    count += type.count;
    recordBytes += type.recordBytes;
    imageBytes += type.imageBytes;
  }
  return { manager, count, recordBytes, imageBytes };
}

const combined = ({ recordBytes, imageBytes }: Line) => recordBytes + imageBytes;

function lineRow(line: Line, whole: Line): GridRow {
  const { manager, type, count, recordBytes, imageBytes } = line;
  const share = combined(whole) === 0 ? 0 : (100 * combined(line)) / combined(whole);
  return {
    className: type === undefined ? 'group' : '',
    cells: [
      type === undefined
        ? html`<span class=${managerColour(manager)}></span>${manager}`
        : html`<span class="indent"></span>${type}`,
      formatCount(count),
      html`<span class="dim">${formatShare(count, whole.count)}</span>`,
      formatBytes(recordBytes),
      imageBytes
        ? html`<span class="fpi">${formatBytes(imageBytes)}</span>`
        : html`<span class="dim">–</span>`,
      formatBytes(combined(line)),
      html`<span class="bar" aria-hidden="true"
          ><span class=${managerColour(manager)} ${cssProperties({ width: `${share}%` })}></span></span
        ><span class="dim">${formatShare(combined(line), combined(whole))}</span>`,
    ],
  };
}

function filterOf({ manager, type }: Line): string {
  return type === undefined
    ? `rmgr:${manager}`
    : `rmgr:${manager} type:${/\s/.test(type) ? `"${type}"` : type}`;
}
