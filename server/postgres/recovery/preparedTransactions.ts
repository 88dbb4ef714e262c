import { FileError, type Files } from '../../bytes/byteSource.ts';
import { resolvePath } from '../conf/paths.ts';
import type { ServerLog } from './serverLog.ts';

/** Transactions that are prepared and not ended. PostgreSQL: TwoPhaseState in twophase.c. */
export class PreparedTransactions {
  readonly #xids: number[] = [];

  /** Those that a checkpoint has written out. */
  async load(files: Files, dataDirectory: string): Promise<void> {
    try {
      for (const { name } of await files.list(resolvePath(dataDirectory, 'pg_twophase')))
        if (/^(?:[0-9A-F]{8}){1,2}$/.test(name)) this.add(Number.parseInt(name.slice(-8), 16));
    } catch (error) {
      if (!(error instanceof FileError)) throw error;
    }
  }

  add(xid: number): void {
    if (!this.#xids.includes(xid)) this.#xids.push(xid);
  }

  /** The last one takes the place of the one that ended, as in the server. */
  remove(xid: number): void {
    const at = this.#xids.indexOf(xid);
    if (at < 0) return;
    const last = this.#xids.pop()!;
    if (at < this.#xids.length) this.#xids[at] = last;
  }

  /** PostgreSQL: RecoverPreparedTransactions. */
  tellRecovered(log: ServerLog): void {
    for (const xid of this.#xids) log.log(`recovering prepared transaction ${xid} from shared memory`);
  }
}
