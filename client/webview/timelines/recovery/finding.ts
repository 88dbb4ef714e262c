import { type FoundPlace, recoveryFind, recoveryProgress } from '../../../../server/protocol/recovery.ts';
import { plural } from '../../format.ts';
import { RequestError } from '../../rpc.ts';
import type { Actions } from '../actions.ts';
import { parseLsn } from '../lsn.ts';
import { search } from '../search.ts';
import { chosenIndex } from './recoveryModel.ts';

/** Finds what happened in the WAL by what the user typed, and goes there. */
export class Finding {
  readonly #actions: Actions;
  #running: AbortController | undefined;
  #foundNumber = 0;

  constructor(actions: Actions) {
    this.#actions = actions;
    actions.host.on(recoveryProgress, ({ session, ...reading }) => {
      const { state, recovery } = actions.model;
      if (session !== state?.session) return;
      if (recovery.planning) recovery.planning = reading;
      else if (recovery.finding) recovery.finding = reading;
      actions.show();
    });
  }

  get #model() {
    return this.#actions.model.recovery;
  }

  /** Goes to what `text` means in the picture, the next place of it when asked again, and looks in the WAL. */
  find(text: string): void {
    const { model } = this.#actions;
    const again = text === model.saved.find;
    this.#actions.save({ find: text });
    if (!model.prepared) return;
    const found = search(model.prepared, text, this.#actions.timeline);
    model.findProblem = undefined;
    model.found = undefined;
    if (found.length) {
      this.#foundNumber = again ? this.#foundNumber + 1 : 0;
      const { timeline, position, text: what } = found[this.#foundNumber % found.length];
      this.#actions.goTo(timeline, position);
      this.#actions.announce(found.length > 1 ? `${what}, one of ${found.length} places` : what);
    }
    this.stop();
    this.forget();
    if (text.trim() !== '' && !found.some(({ isOutside }) => isOutside))
      void this.#ask(text, found.length > 0);
    this.#actions.show();
  }

  /** Asks the server what `text` means. `elsewhere`: the picture itself has a place of that name. */
  async #ask(text: string, elsewhere: boolean): Promise<void> {
    const { host, model, show } = this.#actions;
    if (!model.state) return;
    const running = new AbortController();
    this.#running = running;
    this.#model.finding = { doing: 'finding', done: 0, all: 0 };
    show();
    try {
      const { session } = model.state;
      const found = await host.request(
        recoveryFind,
        { session, cluster: model.cluster, text },
        running.signal,
      );
      Object.assign(this.#model, found, {
        foundFor: text,
        // one place needs no list: the card on the picture tells of it
        listOpen: found.count > 1 || (found.count === 0 && (!elsewhere || found.remarks.length > 0)),
      });
      this.#tell(found.places, found.count, elsewhere);
    } catch (error) {
      if (!(error instanceof RequestError && error.cancelled))
        this.#actions.announce(String((error as Error).message));
    } finally {
      if (this.#running === running) {
        this.#model.finding = undefined;
        this.#running = undefined;
      }
      show();
    }
  }

  #tell(places: readonly FoundPlace[], count: number, elsewhere: boolean): void {
    const { model } = this.#actions;
    if (places.length) {
      this.#show(places[0]);
      const more = count > 1 ? `, one of ${plural(count, 'place')}; arrow keys go through them` : '';
      this.#actions.announce(
        `${places[0].title}, ${places[0].facts}${more}. Enter offers to recover to just before it.`,
      );
    } else if (!elsewhere) {
      model.findProblem = 'Nothing in this picture or its WAL is called that.';
      this.#actions.announce(model.findProblem);
    }
  }

  stop(): void {
    this.#running?.abort();
  }

  /** Another text, another cluster: what was found is over. */
  forget(): void {
    Object.assign(this.#model, {
      places: [],
      count: 0,
      remarks: [],
      foundFor: '',
      listOpen: false,
      chosen: undefined,
    });
  }

  /** Goes to the next or the previous of the places. */
  move(step: number): void {
    const { places } = this.#model;
    if (!places.length) return;
    this.#model.listOpen = true;
    const at = (chosenIndex(this.#model) + step + places.length) % places.length;
    this.#show(places[at]);
    this.#actions.announce(`${places[at].title}, ${places[at].facts}`);
    requestAnimationFrame(() => document.getElementById(`found-${at}`)?.scrollIntoView({ block: 'nearest' }));
  }

  closeList(): void {
    this.#model.listOpen = false;
    this.#actions.show();
  }

  /** Takes a place: the list is over, the card on the picture says what can be done. */
  choose(place: FoundPlace): void {
    this.#model.listOpen = false;
    this.#show(place);
    this.#actions.announce(`${place.title}, ${place.facts}`);
    requestAnimationFrame(() => document.getElementById('recover-here')?.focus());
  }

  letGo(): void {
    this.#model.chosen = undefined;
    this.#actions.model.found = undefined;
    this.#actions.show();
  }

  #show(place: FoundPlace): void {
    const { model } = this.#actions;
    this.#model.chosen = place;
    const lsn = parseLsn(place.lsn);
    if (lsn === undefined || !model.prepared) return;
    const position = Number(lsn - model.prepared.base);
    const { found } = model;
    // who is there already has perhaps looked around since
    const isThere = found?.timeline === place.timeline && found.position === position;
    if (!isThere) this.#actions.goTo(place.timeline, position);
  }
}
