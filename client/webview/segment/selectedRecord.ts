import {
  type RecordDetails,
  segmentBytes,
  segmentImage,
  segmentRecord,
} from '../../../server/protocol/segment.ts';
import { decodeBase64 } from '../bytes/bytesView.ts';
import { type Host, RequestError } from '../rpc.ts';
import type { Model } from './model.ts';

/** Bytes that "Show more" adds. */
const moreBytes = 8192;

/** The record whose details are shown: its fields, its bytes, what of it is marked. */
export class SelectedRecord {
  readonly #host: Host<unknown>;
  readonly #model: Model;
  readonly #show: () => void;
  #request: AbortController | undefined;
  #asked: number | undefined;
  #bytes: { readonly of: RecordDetails; readonly bytes: Uint8Array } | undefined;

  constructor(host: Host<unknown>, model: Model, show: () => void) {
    this.#host = host;
    this.#model = model;
    this.#show = show;
  }

  /** Number of the record that is shown or on its way. */
  get record(): number | undefined {
    return this.#asked;
  }

  /** Shows the details of a record; false when something else was asked for meanwhile. */
  async open(record: number): Promise<boolean> {
    const model = this.#model;
    const session = model.state?.session;
    if (session === undefined) return false;
    this.#request?.abort();
    this.#asked = record;
    const control = new AbortController();
    this.#request = control;
    try {
      const details = await this.#host.request(segmentRecord, { session, record }, control.signal);
      if (model.details?.record !== record) {
        model.field = undefined;
        model.unfolded = new Set();
      }
      model.details = details ?? undefined;
      this.#show();
      return true;
    } catch (error) {
      if (!(error instanceof RequestError && error.cancelled)) model.details = undefined;
      return false;
    }
  }

  /** Shows the page of a block reference's full-page image, or hides it again. */
  async toggleImage(block: number): Promise<void> {
    const { details, state, image } = this.#model;
    if (!details || !state) return;
    const { record } = details;
    if (image?.record === record && image.block === block) this.#model.image = undefined;
    else {
      const page = await this.#host.request(segmentImage, { session: state.session, record, block });
      this.#model.image = { record, block, page };
    }
    this.#show();
  }

  /** Forgets what is known of the record: it may have become another one. */
  forget(): void {
    this.#bytes = undefined;
    this.#asked = undefined;
  }

  /** Marks a field in the tree and in the bytes; scrolls the other one of the two to it. */
  mark(field: { offset: number; length: number }, scroll: 'tree' | 'bytes'): void {
    this.#model.field = { offset: field.offset, length: field.length };
    this.#show();
    requestAnimationFrame(() => {
      const selector = scroll === 'tree' ? '.fields .selected' : '.bytes .selected';
      document.querySelector(selector)?.scrollIntoView({ block: 'nearest' });
    });
  }

  /** Shows or hides what is below a field. */
  fold(path: string, fold: boolean): void {
    const unfolded = new Set(this.#model.unfolded);
    if (fold) unfolded.delete(path);
    else unfolded.add(path);
    this.#model.unfolded = unfolded;
    this.#show();
  }

  /** As many of the record's bytes as have been fetched. */
  bytes(details: RecordDetails): Uint8Array {
    if (this.#bytes?.of !== details) this.#bytes = { of: details, bytes: decodeBase64(details.bytes) };
    return this.#bytes.bytes;
  }

  async loadMore(details: RecordDetails): Promise<void> {
    const session = this.#model.state?.session;
    if (session === undefined) return;
    const known = this.bytes(details);
    const params = { session, record: details.record, offset: known.length, length: moreBytes };
    const more = decodeBase64((await this.#host.request(segmentBytes, params)).bytes);
    const bytes = new Uint8Array(known.length + more.length);
    bytes.set(known);
    bytes.set(more, known.length);
    this.#bytes = { of: details, bytes };
    this.#show();
  }
}
