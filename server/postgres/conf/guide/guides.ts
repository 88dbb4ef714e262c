import { archivingGuides } from './archiving.ts';
import { checkpointGuides } from './checkpoints.ts';
import { connectionGuides } from './connections.ts';
import { durabilityGuides } from './durability.ts';
import { fileGuides } from './files.ts';
import { limitGuides } from './limits.ts';
import { loggingGuides } from './logging.ts';
import { logicalReplicationGuides } from './logicalReplication.ts';
import { memoryAndIoGuides } from './memoryAndIo.ts';
import { recoveryGuides } from './recovery.ts';
import { replicationGuides } from './replication.ts';
import type { SettingGuide, SettingGuides } from './settingGuide.ts';
import { standbyGuides } from './standby.ts';
import { transactionGuides } from './transactions.ts';
import { walGuides } from './wal.ts';

/** Every guide, by the setting's name as pg_settings spells it. */
export const settingGuides: SettingGuides = {
  ...walGuides,
  ...checkpointGuides,
  ...archivingGuides,
  ...recoveryGuides,
  ...standbyGuides,
  ...replicationGuides,
  ...logicalReplicationGuides,
  ...durabilityGuides,
  ...limitGuides,
  ...connectionGuides,
  ...fileGuides,
  ...memoryAndIoGuides,
  ...transactionGuides,
  ...loggingGuides,
};

const byLowerName = new Map(
  Object.entries(settingGuides).map(([name, guide]) => [name.toLowerCase(), guide]),
);

/** The guide to the setting `name` (any case), or undefined when only its facts and the manual are shown. */
export function guideTo(name: string): SettingGuide | undefined {
  return byLowerName.get(name.toLowerCase());
}
