import { isTemplate } from '../text.ts';
import { splitDirectories } from '../values/lists.ts';
import type { StartRule } from './situation.ts';

/**
 * process_shared_preload_libraries in utils/init/miscinit.c. Which libraries there are is not known here, but none has
 * a comma or a blank in its name: several were meant.
 */
export const librariesThere: StartRule = ({ value }) => {
  const setting = 'shared_preload_libraries';
  const names = splitDirectories(String(value(setting) ?? '')) ?? [];
  const joined = names.find(name => /^[^/]*[, ][^/]*$/.test(name) && !isTemplate(name));
  if (joined === undefined) return undefined;
  return {
    code: 'library-missing',
    message: `could not access file "${joined}": No such file or directory`,
    settings: [setting],
  };
};
