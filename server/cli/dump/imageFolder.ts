import { mkdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Io } from '../io.ts';
import { DumpRefusal } from './dumpRefusal.ts';
import { folderFault } from './places.ts';

/** Makes the folder for --save-fullpage, which may not hold anything. PostgreSQL: create_fullpage_directory. */
export async function prepareImageFolder(io: Io, folder: string): Promise<void> {
  const path = resolve(io.cwd, folder);
  const fault = await folderFault(io, folder);
  if (fault === 'Not a directory') throw new DumpRefusal(`could not access directory "${folder}": ${fault}`);
  if (folder === '') throw new DumpRefusal(`could not create directory "": ${fault}`);
  if (!fault && (await io.files.list(path)).length)
    throw new DumpRefusal(`directory "${folder}" exists but is not empty`);
  await mkdir(path, { recursive: true }).catch((reason: NodeJS.ErrnoException) => {
    throw new DumpRefusal(`could not create directory "${folder}": ${reason.message}`);
  });
}
