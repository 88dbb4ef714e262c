import type { Setting } from '../../postgres/conf/catalogue.ts';
import type { ConfTree } from '../../postgres/conf/tree.ts';
import type { Major } from '../../postgres/majors.ts';
import type { ValuePlace } from './place.ts';

/** The value that is being written, and the tools to propose others in its place. */
export interface ValueContext {
  readonly setting: Setting;
  readonly major: Major;
  readonly tree: ConfTree;
  readonly place: ValuePlace;
  /** Where the cursor is. */
  readonly offset: number;
}
