import {
  type RelationOrder,
  type RelationRow,
  type SegmentState,
  segmentRelations,
  segmentTransactions,
  type TransactionOrder,
  type TransactionRow,
} from '../../../server/protocol/segment.ts';
import type { Selection } from '../grid/gridModel.ts';
import { RowStore } from '../grid/rowStore.ts';
import type { Host } from '../rpc.ts';

/** A sorted table whose rows the server gathers: how many there are, the order, the selection. */
export interface Survey<Row, Order> {
  readonly rows: RowStore<Row>;
  order: Order;
  total: number | undefined;
  selection: Selection | undefined;
}

/** The tables of transactions and relations. */
export class Surveys {
  readonly transactions: Survey<TransactionRow, TransactionOrder>;
  readonly relations: Survey<RelationRow, RelationOrder>;
  readonly #state: () => SegmentState | undefined;
  readonly #show: () => void;

  constructor(host: Host<unknown>, state: () => SegmentState | undefined, show: () => void) {
    this.#state = state;
    this.#show = show;
    this.transactions = this.#survey<TransactionRow, TransactionOrder>('firstLsn', params =>
      host.request(segmentTransactions, params),
    );
    this.relations = this.#survey<RelationRow, RelationOrder>('records', params =>
      host.request(segmentRelations, params),
    );
  }

  #survey<Row, Order>(
    order: Order,
    ask: (params: {
      session: number;
      order: Order;
      start: number;
      count: number;
    }) => Promise<{ total: number; rows: Row[] }>,
  ): Survey<Row, Order> {
    const survey: Survey<Row, Order> = {
      order,
      total: undefined,
      selection: undefined,
      rows: new RowStore<Row>(async (start, count) => {
        const session = this.#state()?.session;
        if (session === undefined) return { start, rows: [] };
        const { total, rows } = await ask({ session, order: survey.order, start, count });
        survey.total = total;
        return { start, rows };
      }, this.#show),
    };
    return survey;
  }

  /** Sees to the first rows of a table that is shown: they tell how many there are. */
  begin<Row, Order>(survey: Survey<Row, Order>): void {
    if (survey.total === undefined) survey.rows.want(0, 1);
  }

  sort<Row, Order>(survey: Survey<Row, Order>, order: Order): void {
    survey.order = order;
    survey.selection = undefined;
    survey.rows.clear();
    if (survey.total !== undefined) survey.rows.want(0, survey.total > 0 ? 1 : 0);
    this.#show();
  }

  clear(): void {
    for (const survey of [this.transactions, this.relations]) {
      survey.total = undefined;
      survey.selection = undefined;
      survey.rows.clear();
    }
  }
}
