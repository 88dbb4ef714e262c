import { sinceMajor } from '../../majors.ts';
import type { StartRule } from './situation.ts';

const notWithType = {
  12: 'huge pages not supported with the current shared_memory_type setting',
  17: 'huge pages not supported with the current "shared_memory_type" setting',
} as const;

/** PGSharedMemoryCreate in port/sysv_shmem.c. */
export const hugePagesPossible: StartRule = ({ major, value }) => {
  const message = sinceMajor(notWithType, major);
  if (!message || value('huge_pages') !== 'on' || value('shared_memory_type') !== 'sysv') return undefined;
  return { code: 'huge-pages-not-possible', message, settings: ['huge_pages', 'shared_memory_type'] };
};
