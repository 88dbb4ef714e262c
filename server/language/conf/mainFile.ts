import { FileError } from '../../bytes/byteSource.ts';
import type { Configuration } from '../../postgres/conf/configuration.ts';
import { loadConfiguration } from '../../postgres/conf/load.ts';
import { folderOf, resolvePath } from '../../postgres/conf/paths.ts';
import type { Workspace } from '../features.ts';
import { baseName, isFilePath } from '../uri.ts';
import { treeOf } from './document.ts';

/** How many folders above an included file the main file is looked for in. */
const levelsAbove = 2;

/**
 * The configuration that a file belongs to: that of the nearest postgresql.conf which reads it, directly or as
 * postgresql.auto.conf, else the file's own.
 */
export async function configurationOf(workspace: Workspace, path: string): Promise<Configuration> {
  if (!/^(postgresql|recovery)\.(conf|done)$/.test(baseName(path)) && isFilePath(path)) {
    let folder = folderOf(path);
    for (let level = 0; level <= levelsAbove; level++, folder = folderOf(folder)) {
      const configuration = await loadIfThere(workspace, resolvePath(folder, 'postgresql.conf'));
      if (configuration?.files.some(file => file.path === path)) return configuration;
    }
  }
  const loaded = await load(workspace, path);
  return isFilePath(path) ? loaded : withoutInclusionFaults(loaded);
}

function load(workspace: Workspace, path: string): Promise<Configuration> {
  const standsAlone = !isFilePath(path) || baseName(path) !== 'postgresql.conf';
  return loadConfiguration(workspace.files, path, {
    open: file => {
      const document = workspace.open.get(file);
      return document && treeOf(document);
    },
    dataDirectory: standsAlone ? null : undefined,
  });
}

async function loadIfThere(workspace: Workspace, path: string): Promise<Configuration | undefined> {
  try {
    return await load(workspace, path);
  } catch (error) {
    if (error instanceof FileError) return undefined;
    throw error;
  }
}

/** An unsaved document is in no folder, so nobody knows what its relative includes would find. */
function withoutInclusionFaults(configuration: Configuration): Configuration {
  return { ...configuration, faults: configuration.faults.filter(({ line }) => line.fault) };
}
