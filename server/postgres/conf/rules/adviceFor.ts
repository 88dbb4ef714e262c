import type { Files } from '../../../bytes/byteSource.ts';
import { dataDirectoryOf, type Judgement } from '../judgeFile.ts';
import { lookAround } from '../start/surroundings.ts';
import { readAsServer } from '../verdict.ts';
import { advise } from './advise.ts';
import { lookFurther } from './lookFurther.ts';
import type { Advice } from './rule.ts';

/** Advice on a configuration that was judged, with a look at what lies around it. */
export async function adviceFor(files: Files, judgement: Judgement): Promise<Advice[]> {
  const { configuration, major } = judgement;
  const reading = judgement.reading ?? readAsServer(configuration, major);
  const folder = dataDirectoryOf(configuration);
  const around = await lookFurther(files, reading, await lookAround(files, folder), folder);
  return advise(reading, around);
}
