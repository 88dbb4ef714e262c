import {
  type BinaryRow,
  type BinaryStretch,
  binaryRow,
  binaryRows,
  binaryText,
} from '../../../server/protocol/binaryFile.ts';
import { plural } from '../format.ts';
import type { DataGrid } from '../grid/dataGrid.ts';
import type { Selection } from '../grid/gridModel.ts';
import { RowStore } from '../grid/rowStore.ts';
import { serverRestarted } from '../messages.ts';
import type { Host } from '../rpc.ts';
import { fetchWindow, holds } from './byteWindows.ts';
import {
  copyText,
  fileChanged,
  openBinary,
  openSegment,
  type PageCommand,
  reopenWith,
  runCommand,
} from './hostRequests.ts';
import { freshState, type Model, type SavedState } from './model.ts';

/** Rows that are copied at once at the most. */
const mostCopied = 500;

/** What the user does, and what comes from the server: changes the model and has it shown. */
export class Controller {
  readonly model: Model;
  readonly rows: RowStore<BinaryRow>;
  readonly #host: Host<SavedState>;
  readonly #show: () => void;

  constructor(host: Host<SavedState>, show: () => void) {
    this.#host = host;
    this.#show = show;
    this.model = {
      saved: { ...freshState, ...host.savedState },
      state: undefined,
      failure: undefined,
      found: undefined,
      selection: undefined,
      row: undefined,
      window: undefined,
      announcement: '',
    };
    this.rows = new RowStore((start, count, signal) => this.#fetch(start, count, signal), show);
    host.on(fileChanged, () => void this.open());
    host.on(serverRestarted, () => void this.open());
    host.on(runCommand, command => this.#onCommand(command));
  }

  /** Opens the file, or what it has become, and comes back to where the user was. */
  async open(): Promise<void> {
    const { model } = this;
    try {
      const again = model.state !== undefined;
      model.state = await this.#host.request(openBinary, null);
      model.failure = undefined;
      model.window = undefined;
      if (again) this.#say('The file was read again');
      await this.#find();
      const { row } = model.saved;
      if (row === undefined) await this.#showBytes(0);
      else await this.show(row);
    } catch (error) {
      model.failure = message(error);
    }
    this.#show();
  }

  async #fetch(start: number, count: number, signal: AbortSignal) {
    const { state, saved } = this.model;
    if (!state) return { start, rows: [] };
    const params = { session: state.session, filter: saved.filter, start, count };
    return this.#host.request(binaryRows, params, signal);
  }

  /** Asks what the filter leaves. */
  async #find(): Promise<void> {
    const { model } = this;
    const { filter } = model.saved;
    const { session } = model.state!;
    const { total, fields } = await this.#host.request(binaryRows, { session, filter, start: 0, count: 0 });
    if (model.saved.filter !== filter) return;
    this.rows.clear();
    model.found = { total, fields };
    model.selection = undefined;
  }

  setFilter(filter: string): void {
    this.save({ filter });
    this.#do(this.#applyFilter());
  }

  async #applyFilter(): Promise<void> {
    const { model } = this;
    await this.#find();
    this.#say(`${plural(model.found?.fields ?? 0, 'field')} found`);
    if (model.row) await this.#select(model.row.id);
    this.#show();
  }

  /** Selects a row in the table, if the filter leaves it there. */
  async #select(id: number): Promise<void> {
    const { model } = this;
    const { session } = model.state!;
    const { filter } = model.saved;
    const found = await this.#host.request(binaryRow, { session, filter, id });
    model.row = found?.row;
    if (!found || model.saved.filter !== filter) return;
    model.selection = found.place < 0 ? undefined : { from: found.place, to: found.place };
    if (found.place >= 0) requestAnimationFrame(() => this.#grid()?.showRow(found.place));
  }

  /** Shows a row in the table, in the pane and in the bytes. */
  async show(id: number): Promise<void> {
    await this.#select(id);
    this.save({ row: this.model.row?.id });
    await this.#showBytes(this.model.row?.offset ?? 0);
  }

  showRow(id: number): void {
    this.#do(this.show(id));
  }

  /** The field of a stretch of bytes was clicked. */
  mark({ row }: BinaryStretch): void {
    this.showRow(row);
  }

  /** Rows were chosen in the table. */
  select(selection: Selection): void {
    const { model } = this;
    model.selection = selection;
    const row = this.rows.row(selection.to);
    if (row) {
      model.row = row;
      this.save({ row: row.id });
      this.#do(this.#showBytes(row.offset));
    }
    this.#show();
  }

  /** Sees to it that the bytes at `offset` are at hand and in sight. */
  async #showBytes(offset: number): Promise<void> {
    const { model } = this;
    const { state } = model;
    if (!state) return;
    if (!holds(model.window, offset)) {
      const window = await fetchWindow(this.#host, state, offset);
      if (model.state !== state) return;
      model.window = window;
    }
    this.#show();
    requestAnimationFrame(() =>
      document.querySelector('.bytes .selected')?.scrollIntoView({ block: 'nearest' }),
    );
  }

  showBytes(offset: number): void {
    this.#do(this.#showBytes(offset));
  }

  /** Opens the segment that a row's LSN lies in, if there is one. */
  openSegment(row: BinaryRow | undefined): void {
    const { lsn, segment } = row?.wal ?? {};
    if (lsn !== undefined && segment !== undefined) this.#host.notify(openSegment, { path: segment, lsn });
  }

  reopen(how: 'text' | 'picker'): void {
    this.#host.notify(reopenWith, how);
  }

  /** Copies the whole file as text or JSON. */
  copy(format: 'text' | 'json'): void {
    this.#do(this.#copy(format));
  }

  async #copy(format: 'text' | 'json'): Promise<void> {
    const { state } = this.model;
    if (!state) return;
    const { text } = await this.#host.request(binaryText, { session: state.session, format });
    await this.#host.request(copyText, text);
    const as = format === 'json' ? 'JSON' : state.tool ? `${state.tool} prints it` : 'text';
    this.#say(`Copied as ${as}`);
    this.#show();
  }

  /** Copies the selected fields, a line each. */
  copySelection(): void {
    this.#do(this.#copySelection());
  }

  async #copySelection(): Promise<void> {
    const { state, selection, saved } = this.model;
    if (!state || !selection) return;
    const start = Math.min(selection.from, selection.to);
    const count = Math.min(mostCopied, Math.abs(selection.to - selection.from) + 1);
    const params = { session: state.session, filter: saved.filter, start, count };
    const { rows } = await this.#host.request(binaryRows, params);
    const fields = rows.filter(({ kind }) => kind !== 'section');
    await this.#host.request(copyText, fields.map(({ name, value }) => `${name}: ${value}\n`).join(''));
    this.#say(`Copied ${plural(fields.length, 'field')}`);
    this.#show();
  }

  save(change: Partial<SavedState>): void {
    this.model.saved = { ...this.model.saved, ...change };
    this.#host.saveState(this.model.saved);
    this.#show();
  }

  focusTable(): void {
    this.#grid()?.focus();
    if (!this.model.selection && this.model.found?.total) this.select({ from: 0, to: 0 });
  }

  #grid(): DataGrid | null {
    return document.querySelector<DataGrid>('#fields');
  }

  #onCommand(command: PageCommand): void {
    if (command === 'find') {
      const input = document.getElementById('find') as HTMLInputElement | null;
      input?.focus();
      input?.select();
    } else this.copy(command === 'copyText' ? 'text' : 'json');
  }

  /** Lets work go on by itself; what goes wrong is told. */
  #do(work: Promise<unknown>): void {
    work.catch(error => {
      this.#say(message(error));
      this.#show();
    });
  }

  #say(text: string): void {
    this.model.announcement = text;
  }
}

const message = (error: unknown) => (error instanceof Error ? error.message : String(error));
