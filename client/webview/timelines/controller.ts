import {
  type ArchiveState,
  archiveCancel,
  archiveChanged,
  archivePicture,
  archiveReadWal,
  archiveRefresh,
  type TimelinesPicture,
} from '../../../server/protocol/archive.ts';
import type { PlaceBefore } from '../../../server/protocol/recovery.ts';
import { serverRestarted } from '../messages.ts';
import type { Host } from '../rpc.ts';
import type { Actions } from './actions.ts';
import { compareTimelineWith } from './comparing.ts';
import { axisHeight, type Geometry, type LaneRoom, labelWidth, laneRoom } from './geometry.ts';
import {
  chooseFolders,
  foldersChanged,
  foldersChosen,
  openFile,
  openFolders,
  placeWanted,
  takePlace,
} from './hostRequests.ts';
import { cardAt } from './hover.ts';
import { freshModel, type Model, type SavedState } from './model.ts';
import { paced } from './paced.ts';
import { type Axis, axisValue, prepare } from './prepared.ts';
import { Finding } from './recovery/finding.ts';
import { Planning } from './recovery/planning.ts';
import { centre, type Extent, fit, pan, resize, type Scale, stretch, zoom } from './scale.ts';
import { summary } from './summary.ts';
import { showWantedPlace } from './wantedPlace.ts';

/** What the user does, and what comes from the server: changes the model and has it shown. */
export class Controller implements Actions {
  readonly host: Host<SavedState>;
  readonly model: Model;
  readonly show: () => void;
  readonly finding: Finding;
  readonly planning: Planning;
  #pictureOf = '';
  #fetching = false;
  #told = '';

  constructor(host: Host<SavedState>, show: () => void) {
    this.host = host;
    this.show = show;
    this.model = freshModel(host.savedState);
    this.finding = new Finding(this);
    this.planning = new Planning(this);
    host.on(archiveChanged, state => this.#onState(state));
    host.on(
      foldersChanged,
      paced(() => this.refresh()),
    );
    host.on(foldersChosen, () => void this.open());
    host.on(serverRestarted, () => void this.open());
    host.on(placeWanted, () => void this.#takePlace());
  }

  // --- The session ---

  async open(): Promise<void> {
    try {
      const { state, uris } = await this.host.request(openFolders, null);
      this.#save({ uris });
      this.model.failure = undefined;
      this.#pictureOf = '';
      this.model.state = undefined;
      this.#onState(state);
      await this.#takePlace();
    } catch (error) {
      this.model.failure = error instanceof Error ? error.message : String(error);
    }
    this.show();
  }

  /** Goes where the extension wants this page to be as soon as the picture that has it is there. */
  async #takePlace(): Promise<void> {
    const place = await this.host.request(takePlace, null);
    if (place) this.model.wanted = place;
    showWantedPlace(this);
  }

  async refresh(): Promise<void> {
    const { state } = this.model;
    if (!state) return this.open();
    try {
      this.#onState(await this.host.request(archiveRefresh, { session: state.session }));
    } catch (error) {
      this.model.failure = error instanceof Error ? error.message : String(error);
      this.show();
    }
  }

  #onState(state: ArchiveState): void {
    const before = this.model.state;
    if (before && (before.session !== state.session || before.revision > state.revision)) return;
    this.model.state = state;
    this.model.cluster = this.#chosenCluster(state);
    void this.#fetchPicture();
    if (state.phase === 'done' && before && before.phase !== 'done') this.#tellSummary(summary(state));
    this.show();
  }

  /** Says what was found: when it changed, and at first unless something else was said meanwhile. */
  #tellSummary(text: string): void {
    const isNews = this.#told === '' ? this.model.announcement === '' : text !== this.#told;
    if (isNews) this.announce(text);
    this.#told = text;
  }

  /** The cluster that was shown last, if it is still there. */
  #chosenCluster({ clusters }: ArchiveState): number {
    const { cluster } = this.model.saved;
    const found = clusters.findIndex(each => (each.systemIdentifier ?? each.name) === cluster);
    return Math.max(0, found);
  }

  showCluster(cluster: number): void {
    const chosen = this.model.state?.clusters[cluster];
    if (!chosen) return;
    this.model.cluster = cluster;
    this.model.found = undefined;
    this.model.comparison = undefined;
    this.model.cleanup = undefined;
    this.finding.forget();
    this.planning.close();
    this.save({
      cluster: chosen.systemIdentifier ?? chosen.name,
      view: undefined,
      timeline: undefined,
      compareWith: undefined,
      top: 0,
    });
    this.model.scale = undefined;
    void this.#fetchPicture();
  }

  /** Gets the picture when another one is to be shown than is shown; one at a time. */
  async #fetchPicture(): Promise<void> {
    const { state, cluster } = this.model;
    if (!state?.clusters.length || this.#fetching) return;
    const wanted = `${state.session}/${state.revision}/${cluster}`;
    if (wanted === this.#pictureOf) return;
    this.#fetching = true;
    try {
      const picture = await this.host.request(archivePicture, { session: state.session, cluster });
      this.#pictureOf = wanted;
      // a cluster can be gone by now; the next state tells
      if (picture) this.#takePicture(picture);
    } catch (error) {
      this.model.failure = error instanceof Error ? error.message : String(error);
    } finally {
      this.#fetching = false;
    }
    this.show();
    void this.#fetchPicture();
  }

  #takePicture(picture: TimelinesPicture): void {
    const another = this.model.prepared?.picture.cluster !== picture.cluster;
    this.model.prepared = prepare(picture);
    if (this.model.saved.axis === 'time' && !this.model.prepared.extents.time) this.save({ axis: 'lsn' });
    this.#placeView(another);
    if (this.model.saved.compareWith !== undefined)
      void compareTimelineWith(this, this.model.saved.compareWith);
    if (another) this.planning.resume();
    showWantedPlace(this);
  }

  cancel(): void {
    const { state } = this.model;
    if (state) void this.host.request(archiveCancel, { session: state.session });
  }

  readWal(): void {
    const { state } = this.model;
    if (state) void this.host.request(archiveReadWal, { session: state.session });
  }

  chooseFolders(): void {
    this.host.notify(chooseFolders, null);
  }

  // --- What is shown ---

  get room(): LaneRoom {
    return laneRoom(this.model.height, this.model.prepared?.lanes.length ?? 1);
  }

  get geometry(): Geometry | undefined {
    const { prepared, scale, saved, height } = this.model;
    return (
      prepared && scale && { prepared, axis: saved.axis, scale, room: this.room, top: saved.top, height }
    );
  }

  get #extent(): Extent | undefined {
    return this.model.prepared?.extents[this.model.saved.axis];
  }

  /** The picture has another size. */
  resize(width: number, height: number): void {
    this.model.height = Math.max(0, height - axisHeight);
    const plot = Math.max(50, width - labelWidth);
    const { scale } = this.model;
    if (scale && this.#extent)
      this.model.scale = this.model.saved.view ? resize(scale, this.#extent, plot) : fit(this.#extent, plot);
    else this.model.scale = { from: 0, perPixel: 1, width: plot };
    if (!scale) this.#placeView(true);
    this.show();
  }

  /** Shows what the saved state says, or all. */
  #placeView(again: boolean): void {
    const extent = this.#extent;
    const { view } = this.model.saved;
    const width = this.model.scale?.width;
    if (!extent || width === undefined) return;
    if (!view) this.model.scale = fit(extent, width);
    else if (again)
      this.model.scale = pan({ from: view.from, perPixel: (view.to - view.from) / width, width }, extent, 0);
  }

  #setScale(scale: Scale): void {
    this.model.scale = scale;
    this.model.hover = undefined;
    this.#save({ view: { from: scale.from, to: scale.from + scale.perPixel * scale.width } });
    this.show();
  }

  zoom(factor: number, x?: number): void {
    const { scale } = this.model;
    if (scale && this.#extent) this.#setScale(zoom(scale, this.#extent, x ?? scale.width / 2, factor));
  }

  pan(pixels: number): void {
    const { scale } = this.model;
    if (scale && this.#extent) this.#setScale(pan(scale, this.#extent, pixels));
  }

  fit(): void {
    this.save({ view: undefined });
    this.#placeView(true);
    this.show();
  }

  setAxis(axis: Axis): void {
    if (!this.model.prepared?.extents[axis]) return;
    this.save({ axis, view: undefined });
    this.#placeView(true);
    this.show();
  }

  /** Scrolls the lanes; they never leave the plot empty. */
  scrollTo(top: number): void {
    const most = (this.model.prepared?.lanes.length ?? 0) * this.room.height - this.model.height;
    const kept = Math.round(Math.min(Math.max(0, most), Math.max(0, top)));
    if (kept !== this.model.saved.top) this.save({ top: kept });
  }

  setMode(mode: SavedState['mode']): void {
    this.model.hover = undefined;
    this.save({ mode });
  }

  toggleCards(): void {
    this.save({ cardsOpen: !this.model.saved.cardsOpen });
  }

  selectTimeline(timeline: number): void {
    this.save({ timeline });
    this.announce(`Timeline ${timeline}`);
    const lane = this.model.prepared?.byTimeline.get(timeline);
    if (lane) this.#showLane(lane.index);
    const { compareWith } = this.model.saved;
    if (compareWith !== undefined) void compareTimelineWith(this, compareWith);
  }

  get timeline(): number | undefined {
    const { saved, prepared } = this.model;
    const known = saved.timeline !== undefined && prepared?.byTimeline.has(saved.timeline);
    return known ? saved.timeline : prepared?.picture.current;
  }

  moveSelection(step: number): void {
    const { prepared } = this.model;
    const at = prepared?.byTimeline.get(this.timeline ?? 0)?.index ?? 0;
    const next = prepared?.lanes[Math.max(0, Math.min(prepared.lanes.length - 1, at + step))];
    if (next) this.selectTimeline(next.lane.timeline);
  }

  /** Shows all of a timeline. */
  showTimeline(timeline = this.timeline): void {
    const { prepared, scale, saved } = this.model;
    const lane = timeline === undefined ? undefined : prepared?.byTimeline.get(timeline);
    if (!lane || !scale || !this.#extent) return;
    const [from, to] = [lane.begin, lane.end].map(position => axisValue(saved.axis, lane, position));
    this.#setScale(stretch(scale, this.#extent, from, to));
    this.#showLane(lane.index);
  }

  /** Shows what lies between some places, with room around it. */
  showBetween(places: readonly { readonly timeline: number; readonly position: number }[]): void {
    const { prepared, scale, saved } = this.model;
    const values = places.flatMap(({ timeline, position }) => {
      const lane = prepared?.byTimeline.get(timeline);
      return lane ? [axisValue(saved.axis, lane, position)] : [];
    });
    if (!values.length || !scale || !this.#extent) return;
    const [from, to] = [Math.min(...values), Math.max(...values)];
    const room = (to - from) / 4;
    this.#setScale(stretch(scale, this.#extent, from - room, to + room));
    this.#showLane(prepared?.byTimeline.get(places[places.length - 1].timeline)?.index ?? 0);
  }

  #showLane(index: number): void {
    const { height } = this.room;
    const { top } = this.model.saved;
    if (index * height < top) this.scrollTo(index * height);
    else if ((index + 1) * height > top + this.model.height)
      this.scrollTo((index + 1) * height - this.model.height);
  }

  // --- Pointing, opening, finding ---

  point(x: number, y: number): void {
    const geometry = this.geometry;
    this.model.hover = geometry && cardAt(geometry, x, y);
    this.show();
  }

  leave(): void {
    this.model.hover = undefined;
    this.show();
  }

  openPath(path: string, lsn?: string): void {
    this.host.notify(openFile, { path, lsn });
  }

  recoverBefore(place: PlaceBefore): void {
    void this.planning.plan(place);
  }

  #goTo(timeline: number, position: number): void {
    const { prepared, scale, saved } = this.model;
    const lane = prepared?.byTimeline.get(timeline);
    this.model.found = { timeline, position };
    if (lane && scale && this.#extent) {
      const value = axisValue(saved.axis, lane, position);
      const narrow = fit(this.#extent, scale.width).perPixel / 4;
      this.#setScale(centre(scale, this.#extent, value, narrow));
      this.#showLane(lane.index);
    }
    this.show();
  }

  /** Goes to a place that a list tells of. */
  goTo(timeline: number | undefined, position: number | undefined): void {
    if (timeline === undefined || position === undefined) return;
    this.setMode('picture');
    this.#goTo(timeline, position);
  }

  // --- The rest ---

  setWidths(widths: Readonly<Record<string, number>>): void {
    this.save({ widths });
  }

  selectRows(selection: Model['tableSelection']): void {
    this.model.tableSelection = selection;
    this.show();
  }

  save(changes: Partial<SavedState>): void {
    this.#save(changes);
    this.show();
  }

  #save(changes: Partial<SavedState>): void {
    this.model.saved = { ...this.model.saved, ...changes };
    this.host.saveState(this.model.saved);
  }

  /** Tells screen readers. */
  announce(text: string): void {
    this.model.announcement = text;
    this.show();
  }
}
