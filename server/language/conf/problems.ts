import type { Configuration } from '../../postgres/conf/configuration.ts';
import type { Problem } from '../../postgres/conf/problem.ts';
import { judgeRecoveryConf, recoveryConfUntil } from '../../postgres/conf/recoveryConf.ts';
import type { Fix } from '../../postgres/conf/rules/rule.ts';
import { judgeStart } from '../../postgres/conf/start/judge.ts';
import { lookAround } from '../../postgres/conf/start/surroundings.ts';
import type { Reading } from '../../postgres/conf/verdict.ts';
import type { Major } from '../../postgres/majors.ts';
import type { Workspace } from '../features.ts';
import { isFilePath } from '../uri.ts';
import { dataDirectoryOf } from './whichMajor.ts';

/** A problem, with the fixes that the rule which found it brings. */
export interface FoundProblem extends Problem {
  readonly fixes?: readonly Fix[];
}

/** All that is wrong with settings: what the server refuses, what stops its start, what an operator would warn of. */
export async function settingsProblems(workspace: Workspace, reading: Reading): Promise<FoundProblem[]> {
  const { configuration } = reading;
  const surroundings = isFilePath(configuration.main.path)
    ? await lookAround(workspace.files, await dataDirectoryOf(workspace.files, configuration))
    : {};
  return [...reading.problems, ...judgeStart(reading, surroundings)];
}

/** The same for recovery.conf, which majors from 12 on refuse altogether. */
export function recoveryConfProblems(configuration: Configuration, major: Major): FoundProblem[] {
  if (major <= recoveryConfUntil) return judgeRecoveryConf(configuration, major);
  return [
    {
      kind: 'start',
      severity: 'error',
      code: 'recovery-conf-not-supported',
      file: configuration.main.path,
      span: { start: 0, end: configuration.main.tree.lines[0].end },
      line: 1,
      message: 'using recovery command file "recovery.conf" is not supported',
    },
  ];
}
