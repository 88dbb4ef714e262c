import {
  type RecordRow,
  type SegmentState,
  segmentChanged,
  segmentFilter,
  segmentFind,
  segmentOverview,
  segmentRows,
  segmentStatistics,
} from '../../../server/protocol/segment.ts';
import { plural } from '../format.ts';
import type { DataGrid } from '../grid/dataGrid.ts';
import type { Selection } from '../grid/gridModel.ts';
import { RowStore } from '../grid/rowStore.ts';
import { rowHeight } from '../grid/scrollMap.ts';
import { serverRestarted } from '../messages.ts';
import type { Host } from '../rpc.ts';
import { copyRows, summary } from './announcements.ts';
import {
  askForLsn,
  fileChanged,
  lsnWanted,
  openDocument,
  openNeighbour,
  type PageCommand,
  reopenWith,
  runCommand,
  takeLsn,
} from './hostRequests.ts';
import { freshModel, type Model, type SavedState, type Tab } from './model.ts';
import { SelectedRecord } from './selectedRecord.ts';
import { Suggestions } from './suggestions.ts';
import { Surveys } from './surveys.ts';

/** Milliseconds without typing before a filter is applied. */
const typingPause = 350;

/** Slices of the overview strip. */
const slices = 512;

/** What the user does, and what comes from the server: changes the model and has it shown. */
export class Controller {
  readonly host: Host<SavedState>;
  readonly model: Model;
  readonly rows: RowStore<RecordRow>;
  readonly surveys: Surveys;
  readonly suggestions: Suggestions;
  readonly selected: SelectedRecord;
  readonly #show: () => void;
  #typing: ReturnType<typeof setTimeout> | undefined;
  #early: SegmentState | undefined;
  #restoreTop: number | undefined;

  constructor(host: Host<SavedState>, show: () => void) {
    this.host = host;
    this.#show = show;
    this.model = freshModel(host.savedState);
    this.rows = new RowStore(
      (start, count, signal) => this.#fetchRows(start, count, signal),
      () => this.#onRows(),
    );
    this.suggestions = new Suggestions(host, this.model, show);
    this.selected = new SelectedRecord(host, this.model, show);
    this.surveys = new Surveys(host, () => this.model.state, show);
    host.on(segmentChanged, state => this.#onState(state));
    host.on(fileChanged, () => void this.open());
    host.on(serverRestarted, () => void this.open());
    host.on(lsnWanted, () => this.#do(this.#takeLsn()));
    host.on(runCommand, command => this.#onCommand(command));
  }

  /** Opens the file, or what it has become, and comes back to where the user was. */
  async open(): Promise<void> {
    const { model } = this;
    this.#restoreTop = model.saved.top;
    try {
      const state = await this.host.request(openDocument, null);
      const early = this.#early;
      const newSession = model.state?.session !== state.session;
      model.failure = undefined;
      model.state = early?.session === state.session ? early : state;
      if (newSession) this.#forgetSession();
      if (model.filterText !== model.state.view.filter) await this.#applyFilter(model.filterText);
      await this.#restore();
      await this.#takeLsn();
    } catch (error) {
      model.failure = message(error);
    }
    this.#show();
  }

  #forgetSession(): void {
    this.rows.clear();
    this.surveys.clear();
    this.model.overview = undefined;
    this.model.statistics = undefined;
    this.selected.forget();
    void this.#refresh();
  }

  async #restore(): Promise<void> {
    const { selectedRecord } = this.model.saved;
    this.#show();
    this.#restoreScroll();
    if (selectedRecord === undefined) return;
    await this.#showDetails(selectedRecord);
    const lsn = this.model.details?.lsn;
    const row = lsn === undefined ? undefined : await this.#find(lsn);
    if (row !== undefined && row >= 0) this.model.selection = { from: row, to: row };
  }

  /** Scrolls to where the user was once there are as many rows. */
  #restoreScroll(): void {
    const top = this.#restoreTop;
    const view = this.model.state?.view;
    if (top === undefined || !view || (view.rows * rowHeight < top && !view.done)) return;
    requestAnimationFrame(() => {
      this.#restoreTop = undefined;
      this.#grid()?.scrollToTop(top);
    });
  }

  #onState(state: SegmentState): void {
    const { model } = this;
    this.#early = state;
    if (state.session !== model.state?.session) return;
    const before = model.state;
    model.state = state;
    if (state.view.id !== before.view.id) this.rows.clear();
    if (state.done && !before.done) this.#announce(summary(state));
    if (state.view.id > 0 && state.view.done && !(before.view.done && before.view.id === state.view.id))
      this.#announce(`${plural(state.view.rows, 'record')} found`);
    this.#restoreScroll();
    if (state.readBytes !== before.readBytes || state.done !== before.done) void this.#refresh();
    this.#show();
  }

  /** Overview and statistics of what is read so far. */
  async #refresh(): Promise<void> {
    const session = this.model.state?.session;
    if (session === undefined) return;
    try {
      const [overview, statistics] = await Promise.all([
        this.host.request(segmentOverview, { session, slices }),
        this.host.request(segmentStatistics, { session }),
      ]);
      if (this.model.state?.session !== session) return;
      this.model.overview = overview;
      this.model.statistics = statistics;
      this.#show();
    } catch {
      // the session is gone; opening it again brings both
    }
  }

  /** Rows have come: among them the selected one, perhaps, which was still on its way. */
  #onRows(): void {
    const { selection } = this.model;
    const row = selection && this.rows.row(selection.to);
    if (row && row.record !== this.selected.record) void this.#showDetails(row.record);
    this.#show();
  }

  async #fetchRows(start: number, count: number, signal: AbortSignal) {
    const { state } = this.model;
    if (!state) return { start, rows: [] };
    const params = { session: state.session, view: state.view.id, start, count };
    return this.host.request(segmentRows, params, signal);
  }

  typeFilter(text: string, cursor: number): void {
    this.model.filterText = text;
    this.model.filterProblems = [];
    void this.suggestions.find(text, cursor);
    clearTimeout(this.#typing);
    this.#typing = setTimeout(() => this.#do(this.#applyFilter(text, true)), typingPause);
    this.#show();
  }

  setFilter(text: string): void {
    clearTimeout(this.#typing);
    this.model.filterText = text;
    this.suggestions.close();
    this.showTab('records');
    this.#do(this.#applyFilter(text));
  }

  /** Puts a word into the filter or takes it out. */
  toggleWord(word: string): void {
    const words = this.model.filterText.split(/\s+/).filter(one => one !== '');
    const others = words.filter(one => one !== word);
    this.setFilter((others.length < words.length ? others : [...words, word]).join(' '));
  }

  async #applyFilter(text: string, typing = false): Promise<void> {
    const { model } = this;
    const session = model.state?.session;
    if (session === undefined) return;
    const selected = this.#selectedRecord();
    const answer = await this.host.request(segmentFilter, { session, filter: text });
    if (model.filterText !== text) return;
    if ('problems' in answer) {
      // a word that is being typed is not wrong yet
      model.filterProblems = typing ? answer.problems.filter(({ to }) => to < text.length) : answer.problems;
      this.#show();
      return;
    }
    model.filterProblems = [];
    this.save({ filter: text });
    if (model.state?.session === session) model.state = answer.state;
    model.selection = undefined;
    this.rows.clear();
    if (this.#restoreTop === undefined) this.#grid()?.scrollToTop(0);
    this.#show();
    if (selected && this.#restoreTop === undefined) await this.#reselect(selected);
  }

  #selectedRecord(): RecordRow | undefined {
    const { selection } = this.model;
    return selection && this.rows.row(selection.to);
  }

  /** Selects a record again after the view changed, if it is still there. */
  async #reselect({ lsn }: RecordRow): Promise<void> {
    const row = await this.#find(lsn);
    // meanwhile something else may have been selected
    if (row === undefined || row < 0 || this.model.selection) return;
    this.model.selection = { from: row, to: row };
    this.#grid()?.showRow(row);
    this.#show();
  }

  takeSuggestion(at: number): void {
    const taken = this.suggestions.take(at);
    if (!taken) return;
    this.typeFilter(taken.text, taken.cursor);
    const input = document.getElementById('filter') as HTMLInputElement | null;
    requestAnimationFrame(() => input?.setSelectionRange(taken.cursor, taken.cursor));
  }

  select(selection: Selection): void {
    this.model.selection = selection;
    const row = this.rows.row(selection.to);
    if (row) void this.#showDetails(row.record);
    this.#show();
  }

  async #showDetails(record: number): Promise<void> {
    if (await this.selected.open(record)) this.save({ selectedRecord: record });
  }

  /** Goes where the extension wants this page to be; a page that is still opening does so when it is open. */
  async #takeLsn(): Promise<void> {
    if (!this.model.state) return;
    const lsn = await this.host.request(takeLsn, null);
    if (lsn !== null) this.goToLsn(lsn);
  }

  /** Selects the first row at or behind an LSN. */
  goToLsn(lsn: string): void {
    this.showTab('records');
    this.#do(this.#goToLsn(lsn));
  }

  async #goToLsn(lsn: string): Promise<void> {
    const row = await this.#find(lsn);
    if (row === undefined || row < 0) {
      this.#announce(`No record at or behind ${lsn} in this view`);
      return;
    }
    this.model.selection = { from: row, to: row };
    this.#show();
    requestAnimationFrame(() => this.#grid()?.showRow(row));
    const session = this.model.state!;
    const { rows } = await this.host.request(segmentRows, {
      session: session.session,
      view: session.view.id,
      start: row,
      count: 1,
    });
    if (rows.length > 0) await this.#showDetails(rows[0].record);
  }

  async #find(lsn: string): Promise<number | undefined> {
    const { state } = this.model;
    if (!state) return undefined;
    const params = { session: state.session, view: state.view.id, lsn };
    return (await this.host.request(segmentFind, params)) ?? undefined;
  }

  askForLsn(): void {
    this.host.notify(askForLsn, null);
  }

  openNeighbour(name: string): void {
    this.host.notify(openNeighbour, name);
  }

  reopen(how: 'text' | 'picker'): void {
    this.host.notify(reopenWith, how);
  }

  showTab(tab: Tab): void {
    if (tab !== this.model.saved.tab) this.save({ tab });
    this.#show();
  }

  /** Shows what changed elsewhere. */
  refresh(): void {
    this.#show();
  }

  selectStatistics(selection: Selection): void {
    this.model.statisticsSelection = selection;
    this.#show();
  }

  openDetails(): void {
    this.save({ detailsOpen: true });
    this.#show();
  }

  toggleDetails(): void {
    this.save({ detailsOpen: !this.model.saved.detailsOpen });
    this.#show();
  }

  setDetailsWidth(detailsWidth: number): void {
    this.save({ detailsWidth });
    this.#show();
  }

  setWidths(tab: Tab, widths: Readonly<Record<string, number>>): void {
    this.save({ widths: { ...this.model.saved.widths, [tab]: widths } });
    this.#show();
  }

  /** The rows on screen changed. */
  onScroll(first: number, end: number, top: number): void {
    this.model.visible = { first, end };
    if (this.#restoreTop === undefined && top !== this.model.saved.top) this.save({ top });
    this.#show();
  }

  save(change: Partial<SavedState>): void {
    this.model.saved = { ...this.model.saved, ...change };
    this.host.saveState(this.model.saved);
  }

  focusTable(): void {
    this.#grid()?.focus();
  }

  #grid(): DataGrid | null {
    return document.querySelector<DataGrid>('#records');
  }

  copySelection(format: 'text' | 'json'): void {
    const { state, selection } = this.model;
    if (state && selection)
      this.#do(copyRows(this.host, state, selection, format).then(text => this.#announce(text)));
  }

  #onCommand(command: PageCommand): void {
    if (command === 'focusFilter') {
      const input = document.getElementById('filter') as HTMLInputElement | null;
      input?.focus();
      input?.select();
    } else if (command === 'toggleDetails') this.toggleDetails();
    else this.copySelection(command === 'copyText' ? 'text' : 'json');
  }

  /** Lets work go on by itself; what goes wrong is told. */
  #do(work: Promise<unknown>): void {
    work.catch(error => this.#announce(message(error)));
  }

  #announce(text: string): void {
    this.model.announcement = text;
    this.#show();
  }
}

const message = (error: unknown) => (error instanceof Error ? error.message : String(error));
