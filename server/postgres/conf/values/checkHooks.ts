import type { Hooks } from './hooks/hook.ts';
import { limitHooks } from './hooks/limits.ts';
import { recoveryHooks } from './hooks/recovery.ts';
import { replicationHooks } from './hooks/replication.ts';
import { sessionHooks } from './hooks/session.ts';
import { timeZoneHooks } from './hooks/timeZone.ts';
import { dateStyleHooks, wordHooks } from './hooks/words.ts';

/** Every check that matters while a server starts, by the catalogue's name of its setting. */
export const checkHooks: Hooks = {
  ...dateStyleHooks,
  ...limitHooks,
  ...recoveryHooks,
  ...replicationHooks,
  ...sessionHooks,
  ...timeZoneHooks,
  ...wordHooks,
};
