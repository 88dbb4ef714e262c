import { sinceMajor } from '../../majors.ts';
import type { StartRule } from './situation.ts';
import { isMissing } from './surroundings.ts';

const couldNotLoad = { 10: 'could not load pg_hba.conf', 16: 'could not load ' } as const;

/** PostmasterMain, load_hba in libpq/hba.c; known only of the file that lies in the data directory by default. */
export const hbaFileThere: StartRule = ({ major, entry, surroundings }) => {
  const name = 'pg_hba.conf';
  const elsewhere =
    isMissing('postgresql.conf', surroundings) || entry('hba_file') || entry('data_directory');
  if (elsewhere || !isMissing(name, surroundings)) return undefined;
  const words = sinceMajor(couldNotLoad, major)!;
  return {
    code: 'file-missing',
    message: words.endsWith(' ') ? `${words}${name}` : words,
    settings: ['hba_file'],
  };
};
