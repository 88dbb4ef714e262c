import type { Files } from '../../../bytes/byteSource.ts';
import { dataDirectoryOf, type Judgement } from '../judgeFile.ts';
import { lookAround } from '../start/surroundings.ts';
import { readAsServer } from '../verdict.ts';
import { advise } from './advise.ts';
import { lookFurther } from './lookFurther.ts';
import { replayedFolders } from './replayedFolders.ts';
import type { Advice } from './rule.ts';
import type { ArchiveContents } from './surroundings.ts';

/** Reads what the archive in some folders holds; undefined when that cannot be known. */
export type ArchiveReader = (folders: readonly string[]) => Promise<ArchiveContents | undefined>;

/** Advice on a configuration that was judged, with a look at what lies around it. */
export async function adviceFor(
  files: Files,
  judgement: Judgement,
  readArchive?: ArchiveReader,
): Promise<Advice[]> {
  const { configuration, major } = judgement;
  const reading = judgement.reading ?? readAsServer(configuration, major);
  const folder = dataDirectoryOf(configuration);
  const around = await lookFurther(files, reading, await lookAround(files, folder), folder);
  const replayed = replayedFolders(reading, around, folder);
  const archive = replayed.length ? await readArchive?.(replayed) : undefined;
  return advise(reading, { ...around, archive });
}
