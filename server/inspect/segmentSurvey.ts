import type { RelationOrder, RelationRow, TransactionOrder, TransactionRow } from '../protocol/segment.ts';
import { Relations } from './relations.ts';
import type { SegmentSession } from './segmentSession.ts';
import { Transactions } from './transactions.ts';
import { walk } from './walk.ts';

/** Transactions and relations of a session: gathered once, when first asked for; sorted orders are kept. */
export class SegmentSurvey {
  readonly #session: SegmentSession;
  #gathered: Promise<{ transactions: Transactions; relations: Relations }> | undefined;
  readonly #transactions = new Map<TransactionOrder, TransactionRow[]>();
  readonly #relations = new Map<RelationOrder, RelationRow[]>();

  constructor(session: SegmentSession) {
    this.#session = session;
  }

  async transactions(order: TransactionOrder): Promise<readonly TransactionRow[]> {
    const { transactions } = await this.#gather();
    const rows = this.#transactions.get(order) ?? transactions.sorted(order);
    this.#transactions.set(order, rows);
    return rows;
  }

  async relations(order: RelationOrder): Promise<readonly RelationRow[]> {
    const { relations } = await this.#gather();
    const rows = this.#relations.get(order) ?? relations.sorted(order, await this.#session.names.all());
    this.#relations.set(order, rows);
    return rows;
  }

  #gather() {
    this.#gathered ??= this.#run();
    return this.#gathered;
  }

  async #run() {
    const { wal } = this.#session;
    const transactions = new Transactions(wal);
    const relations = new Relations(wal);
    await walk(
      wal,
      batch => {
        transactions.add(batch);
        relations.add(batch);
      },
      { signal: this.#session.signal },
    );
    return { transactions, relations };
  }
}
