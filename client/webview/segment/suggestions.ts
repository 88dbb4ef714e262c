import { segmentSuggest } from '../../../server/protocol/segment.ts';
import type { Host } from '../rpc.ts';
import type { Model } from './model.ts';

/** What could be typed next in the filter. */
export class Suggestions {
  readonly #host: Host<unknown>;
  readonly #model: Model;
  readonly #show: () => void;
  #request: AbortController | undefined;

  constructor(host: Host<unknown>, model: Model, show: () => void) {
    this.#host = host;
    this.#model = model;
    this.#show = show;
  }

  /** Asks for what could stand at `cursor`. */
  async find(text: string, cursor: number): Promise<void> {
    const session = this.#model.state?.session;
    this.#request?.abort();
    if (session === undefined) return;
    const control = new AbortController();
    this.#request = control;
    try {
      const params = { session, text, cursor };
      this.#model.suggestions = await this.#host.request(segmentSuggest, params, control.signal);
      this.#model.suggested = -1;
      this.#show();
    } catch {
      // typing goes on, or the session is gone: there is nothing to suggest
    }
  }

  move(step: 1 | -1): void {
    const model = this.#model;
    const count = model.suggestions.length;
    model.suggested = model.suggested < 0 && step < 0 ? count - 1 : (model.suggested + step + count) % count;
    this.#show();
    document.getElementById(`suggestion-${model.suggested}`)?.scrollIntoView({ block: 'nearest' });
  }

  /** The filter's text with a suggestion taken, and where the cursor goes. */
  take(at: number): { text: string; cursor: number } | undefined {
    const { suggestions, filterText } = this.#model;
    const suggestion = suggestions[at];
    if (!suggestion) return undefined;
    const { from, to, insert } = suggestion;
    this.close();
    return { text: filterText.slice(0, from) + insert + filterText.slice(to), cursor: from + insert.length };
  }

  close(): void {
    this.#request?.abort();
    this.#model.suggestions = [];
    this.#model.suggested = -1;
    this.#show();
  }
}
