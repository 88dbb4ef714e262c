import type { PlaceBefore } from '../../../server/protocol/recovery.ts';
import type { Host } from '../rpc.ts';
import type { Model, SavedState } from './model.ts';

/** What the parts of the controller that have files of their own may do. */
export interface Actions {
  readonly host: Host<SavedState>;
  readonly model: Model;
  /** The timeline that is chosen, or the current one. */
  readonly timeline: number | undefined;
  readonly show: () => void;
  save(changes: Partial<SavedState>): void;
  announce(text: string): void;
  showCluster(cluster: number): void;
  /** Shows the recovery to just before a place. */
  recoverBefore(place: PlaceBefore): void;
  showBetween(places: readonly { readonly timeline: number; readonly position: number }[]): void;
  goTo(timeline: number | undefined, position: number | undefined): void;
}
