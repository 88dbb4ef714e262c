import { u32, type WalRecord } from '../wal/record.ts';

type State = 'disabled' | 'initialized' | 'pending' | 'ready';

/** Whether queries could run already. PostgreSQL: standbyState, ProcArrayApplyRecoveryInfo in procarray.c. */
export class HotStandby {
  #state: State = 'disabled';
  /** The newest transaction when a snapshot had too many subtransactions. */
  #pendingFrom = 0;
  /** Queries are let in. */
  active = false;

  /** Recovery begins with hot_standby on. */
  initialize(): void {
    this.#state = 'initialized';
  }

  get isInitialized(): boolean {
    return this.#state !== 'disabled';
  }

  get isReady(): boolean {
    return this.#state === 'ready';
  }

  /** A shutdown checkpoint: nothing was running but prepared transactions. */
  seeShutdown(): void {
    if (this.#state !== 'disabled') this.#state = 'ready';
  }

  /** A record of the running transactions. PostgreSQL: xl_running_xacts. */
  seeRunning({ bytes, mainDataAt }: WalRecord): void {
    if (this.#state === 'disabled' || this.#state === 'ready') return;
    const count = u32(bytes, mainDataAt);
    const overflowed = bytes[mainDataAt + 8] !== 0;
    const next = u32(bytes, mainDataAt + 12);
    const oldest = u32(bytes, mainDataAt + 16);
    if (this.#state === 'pending') {
      if (!overflowed || count === 0) this.#state = 'ready';
      else if (((this.#pendingFrom - oldest) | 0) < 0) this.#state = 'ready';
      return;
    }
    this.#state = overflowed ? 'pending' : 'ready';
    this.#pendingFrom = (next - 1) >>> 0;
  }
}
