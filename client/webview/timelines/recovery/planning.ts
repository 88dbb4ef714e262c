import { type PlaceBefore, type RecoveryPlan, recoveryPlan } from '../../../../server/protocol/recovery.ts';
import { RequestError } from '../../rpc.ts';
import type { Actions } from '../actions.ts';
import { copyText, writeRecovery } from '../hostRequests.ts';
import { parseLsn } from '../lsn.ts';

/** The recovery to just before a place: its forecast, its settings, and what becomes of them. */
export class Planning {
  readonly #actions: Actions;
  #running: AbortController | undefined;

  constructor(actions: Actions) {
    this.#actions = actions;
  }

  get #model() {
    return this.#actions.model.recovery;
  }

  async plan({ timeline, lsn, xid }: PlaceBefore): Promise<void> {
    const { host, model, show } = this.#actions;
    if (!model.state) return;
    this.#running?.abort();
    const running = new AbortController();
    this.#running = running;
    const place = { timeline, lsn, xid };
    this.#clear();
    this.#model.planning = { doing: 'replaying', done: 0, all: 0 };
    this.#actions.save({ recovering: place });
    this.#actions.announce('Forecasting the recovery');
    try {
      const params = { session: model.state.session, cluster: model.cluster, place };
      const plan = await host.request(recoveryPlan, params, running.signal);
      if (this.#running !== running) return;
      this.#model.plan = plan ?? undefined;
      if (!plan) this.#model.planProblem = 'The cluster is not here any more.';
      this.#tell();
    } catch (error) {
      if (this.#running !== running) return;
      this.#model.planProblem =
        error instanceof RequestError && error.cancelled
          ? 'The forecast was stopped.'
          : String((error as Error).message);
    } finally {
      if (this.#running === running) {
        this.#model.planning = undefined;
        this.#running = undefined;
      }
      show();
    }
  }

  #tell(): void {
    const { plan } = this.#model;
    if (!plan) return;
    const stop = plan.lines.find(({ mark }) => mark === 'stop')?.text;
    this.#actions.announce(
      plan.fatal ? `The server gives up. ${plan.fatal.message}` : `${stop ?? 'Planned'}.`,
    );
    this.#showWay(plan);
    requestAnimationFrame(() => document.getElementById('forecast')?.focus());
  }

  /** All of the recovery on the picture: the backup, the way, the stop and what is lost. */
  #showWay({ way, target, lost }: RecoveryPlan): void {
    const { prepared } = this.#actions.model;
    if (!prepared) return;
    const places = [
      ...way.flatMap(({ timeline, from, to }) => [
        { timeline, lsn: from },
        { timeline, lsn: to },
      ]),
      ...(lost ? [{ timeline: lost.timeline, lsn: lost.to }] : []),
      target,
    ].flatMap(({ timeline, lsn }) => {
      const parsed = parseLsn(lsn);
      return parsed === undefined ? [] : [{ timeline, position: Number(parsed - prepared.base) }];
    });
    if (places.length > 1) this.#actions.showBetween(places);
    else for (const { timeline, position } of places) this.#actions.goTo(timeline, position);
  }

  /** Plans again what was planned when the page was there before. */
  resume(): void {
    const { recovering } = this.#actions.model.saved;
    if (recovering && !this.#model.plan && !this.#running) void this.plan(recovering);
  }

  stop(): void {
    this.#running?.abort();
  }

  close(): void {
    this.#running?.abort();
    this.#running = undefined;
    this.#clear();
    this.#actions.save({ recovering: undefined });
  }

  #clear(): void {
    Object.assign(this.#model, {
      plan: undefined,
      planning: undefined,
      planProblem: undefined,
      logOpen: false,
      lostOpen: false,
    });
  }

  toggleLog(): void {
    this.#model.logOpen = !this.#model.logOpen;
    this.#actions.show();
  }

  toggleLost(): void {
    this.#model.lostOpen = !this.#model.lostOpen;
    this.#actions.show();
  }

  copy(): void {
    const { plan } = this.#model;
    if (!plan) return;
    this.#actions.host.notify(copyText, plan.text);
    this.#actions.announce('The settings are copied');
  }

  /** The extension asks where, shows the change and writes it when the user says so. */
  write(): void {
    const { plan } = this.#model;
    if (plan) this.#actions.host.notify(writeRecovery, { cluster: this.#actions.model.cluster, plan });
  }
}
