import type { ClusterInventory } from '../../archive/inventory.ts';
import { openArchive } from '../../archive/openArchive.ts';
import { FileError } from '../../bytes/byteSource.ts';
import { dataDirectoryOf } from '../../postgres/conf/judgeFile.ts';
import { resolvePath } from '../../postgres/conf/paths.ts';
import { archiveFolders } from '../../postgres/conf/rules/archiveFolders.ts';
import { formatLsn } from '../../postgres/lsn.ts';
import type { Workspace } from '../features.ts';
import { isFilePath } from '../uri.ts';
import type { Analysis } from './analysis.ts';
import { eventTargets, type Target } from './eventTargets.ts';

/** Targets for a setting, from the archive that the commands name and from pg_wal; none where nothing is known. */
export async function targetsNearby(
  workspace: Workspace,
  analysis: Analysis,
  setting: string,
): Promise<Target[]> {
  if (!Object.hasOwn(readers, setting)) return [];
  const read = readers[setting];
  const dataDirectory = dataDirectoryOf(analysis.configuration);
  const folders = [...archiveFolders(analysis.reading), 'pg_wal'].map(folder =>
    resolvePath(dataDirectory, folder),
  );
  const targets = new Map<string, Target>();
  for (const folder of folders.filter(isFilePath)) {
    for (const cluster of await clustersIn(workspace, folder)) {
      for (const target of [...(await eventTargets(workspace, cluster, setting)), ...read(cluster)])
        targets.set(target.value, targets.get(target.value) ?? target);
    }
  }
  return [...targets.values()];
}

type Reader = (cluster: ClusterInventory) => Target[];

const readers: Readonly<Record<string, Reader>> = {
  recovery_target_timeline: timelineTargets,
  recovery_target_lsn: lsnTargets,
  recovery_target_time: timeTargets,
  recovery_target_name: () => [],
  recovery_target_xid: () => [],
};

/** Judged by names alone: no segment is opened while one types. */
async function clustersIn(workspace: Workspace, folder: string): Promise<readonly ClusterInventory[]> {
  try {
    return (await openArchive(workspace.files, [folder], workspace.decompression, { namesOnly: true }))
      .clusters;
  } catch (error) {
    if (error instanceof FileError) return [];
    throw error;
  }
}

/** The newest first; timeline 1 is where everything begins. */
function timelineTargets({ timelines }: ClusterInventory): Target[] {
  return timelines
    .filter(({ timeline }) => timeline > 1)
    .map(({ timeline, parent, switchLsn, reason }) => ({
      value: String(timeline),
      says:
        parent === undefined || switchLsn === undefined
          ? 'its history file is not there'
          : `left timeline ${parent} at ${formatLsn(switchLsn)}${reason ? `: ${reason}` : ''}`,
    }))
    .reverse();
}

function lsnTargets({ timelines }: ClusterInventory): Target[] {
  return timelines.flatMap(({ timeline, switchLsn, parent, backups }) => [
    ...backups.flatMap(({ label, stopLsn }) =>
      stopLsn === undefined ? [] : { value: formatLsn(stopLsn), says: `backup ${label} is consistent` },
    ),
    ...(switchLsn === undefined
      ? []
      : [{ value: formatLsn(switchLsn), says: `timeline ${timeline} left ${parent}` }]),
  ]);
}

/** Times that every server reads alike: those written in UTC or with an offset. */
function timeTargets({ timelines }: ClusterInventory): Target[] {
  return timelines
    .flatMap(({ backups }) => backups)
    .flatMap(({ label, stopTime }) => {
      const time = /^(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d)(?: (?:UTC|GMT)|([+-]\d\d(?::?\d\d)?))$/.exec(
        stopTime ?? '',
      );
      return time ? { value: time[1] + (time[2] ?? '+00'), says: `backup ${label} ended` } : [];
    });
}
