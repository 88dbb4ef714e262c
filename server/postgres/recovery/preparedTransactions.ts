import { FileError, type Files } from '../../bytes/byteSource.ts';
import { resolvePath } from '../conf/paths.ts';
import { type Major, sinceMajor } from '../majors.ts';
import type { ServerLog } from './serverLog.ts';

interface Prepared {
  readonly xid: number;
  readonly epoch: number;
  /** Its state is read from WAL: no checkpoint has written it out. */
  readonly inWal: boolean;
}

const recovered: { readonly [M in Major]?: (prepared: Prepared) => string } = {
  10: ({ xid }) => `recovering prepared transaction ${xid} from shared memory`,
  19: ({ xid, epoch }) => `recovering prepared transaction ${xid} of epoch ${epoch} from shared memory`,
};

const settingInHint: { readonly [M in Major]?: string } = {
  10: 'max_prepared_transactions',
  17: '"max_prepared_transactions"',
};

/** Up to 14 the checkpoint at the end has written out all of them by then. */
const recoversBeforeCheckpointSince: Major = 15;

/** Transactions that are prepared and not ended. PostgreSQL: TwoPhaseState in twophase.c. */
export class PreparedTransactions {
  readonly #major: Major;
  /** max_prepared_transactions */
  readonly #room: number;
  readonly #log: ServerLog;
  readonly #all: Prepared[] = [];

  constructor(major: Major, room: number, log: ServerLog) {
    this.#major = major;
    this.#room = room;
    this.#log = log;
  }

  /** Those that a checkpoint has written out. PostgreSQL: restoreTwoPhaseData. */
  async load(files: Files, dataDirectory: string): Promise<void> {
    for (const name of await namesIn(files, resolvePath(dataDirectory, 'pg_twophase'))) {
      const [, epoch, xid] = /^([0-9A-F]{8})?([0-9A-F]{8})$/.exec(name) ?? [];
      if (xid !== undefined) this.add(Number.parseInt(xid, 16), Number.parseInt(epoch ?? '0', 16), false);
    }
  }

  /** PostgreSQL: PrepareRedoAdd. */
  add(xid: number, epoch: number, inWal = true): void {
    if (this.#all.some(each => each.xid === xid)) return;
    if (this.#all.length >= this.#room)
      this.#log.fatal('maximum number of prepared transactions reached', {
        hint: `Increase ${sinceMajor(settingInHint, this.#major)} (currently ${this.#room}).`,
      });
    this.#all.push({ xid, epoch, inWal });
  }

  /** The last one takes the place of the one that ended, as in the server. */
  remove(xid: number): void {
    const at = this.#all.findIndex(each => each.xid === xid);
    if (at < 0) return;
    const last = this.#all.pop()!;
    if (at < this.#all.length) this.#all[at] = last;
  }

  /** Looks at each state; `readWal` is what reading one from WAL brings with it. PostgreSQL: PrescanPreparedTransactions. */
  async scan(readWal: () => Promise<unknown>): Promise<void> {
    for (const { inWal } of this.#all) if (inWal) await readWal();
  }

  get anyInWal(): boolean {
    return this.#all.some(({ inWal }) => inWal);
  }

  /** PostgreSQL: RecoverPreparedTransactions. */
  async recover(readWal: () => Promise<unknown>): Promise<void> {
    for (const each of this.#all) {
      if (each.inWal && this.#major >= recoversBeforeCheckpointSince) await readWal();
      this.#log.log(sinceMajor(recovered, this.#major)!(each));
    }
  }
}

async function namesIn(files: Files, folder: string): Promise<string[]> {
  try {
    return (await files.list(folder)).map(({ name }) => name).sort();
  } catch (error) {
    if (error instanceof FileError) return [];
    throw error;
  }
}
