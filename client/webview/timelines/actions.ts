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
  goTo(timeline: number | undefined, position: number | undefined): void;
}
