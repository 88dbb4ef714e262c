import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { Configuration } from '../../postgres/conf/configuration.ts';
import { type Reading, readAsServer } from '../../postgres/conf/verdict.ts';
import type { Workspace } from '../features.ts';
import { baseName, pathOfUri } from '../uri.ts';
import { configurationOf } from './mainFile.ts';
import { type FoundProblem, recoveryConfProblems, settingsProblems } from './problems.ts';
import { type FoundMajor, findMajor } from './whichMajor.ts';

/** What is known of a configuration document together with the files around it. */
export interface Analysis {
  readonly path: string;
  readonly configuration: Configuration;
  readonly major: FoundMajor;
  readonly reading: Reading;
  /** Everything wrong with the configuration, in whichever of its files. */
  readonly problems: readonly FoundProblem[];
}

interface Known {
  readonly revision: number;
  readonly at: number;
  readonly analysis: Promise<Analysis>;
}

/** Files that nobody watches may change, so an analysis is good for this long only. */
const goodForMilliseconds = 1000;

const known = new WeakMap<TextDocument, Known>();

/** The analysis of a document as it is now; made once for each state of the open documents. */
export function analyse(workspace: Workspace, document: TextDocument): Promise<Analysis> {
  const revision = workspace.revision();
  const last = known.get(document);
  if (last?.revision === revision && Date.now() - last.at < goodForMilliseconds) return last.analysis;
  const analysis = makeAnalysis(workspace, pathOfUri(document.uri));
  known.set(document, { revision, at: Date.now(), analysis });
  return analysis;
}

async function makeAnalysis(workspace: Workspace, path: string): Promise<Analysis> {
  const configuration = await configurationOf(workspace, path);
  const major = await findMajor(workspace, configuration);
  const reading = readAsServer(configuration, major.major);
  const problems = isRecoveryConf(configuration.main.path)
    ? recoveryConfProblems(configuration, major.major)
    : await settingsProblems(workspace, reading);
  return { path, configuration, major, reading, problems };
}

/** Whether the document is recovery.conf, whose names and rules are its own. */
export function inRecoveryConf({ path }: Analysis): boolean {
  return isRecoveryConf(path);
}

function isRecoveryConf(path: string): boolean {
  return /^recovery\.(conf|done)$/.test(baseName(path));
}
