import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { Files } from '../../bytes/byteSource.ts';
import { memorySource } from '../../bytes/memoryFiles.ts';
import { settingNamed } from '../../postgres/conf/catalogue.ts';
import type { Configuration } from '../../postgres/conf/configuration.ts';
import {
  configurationOf,
  dataDirectoryOf,
  isRecoveryConf,
  judgeConfiguration,
  majorOf,
  newestReleased,
} from '../../postgres/conf/judgeFile.ts';
import type { Problem } from '../../postgres/conf/problem.ts';
import { advise } from '../../postgres/conf/rules/advise.ts';
import { lookFurther } from '../../postgres/conf/rules/lookFurther.ts';
import { replayedFolders } from '../../postgres/conf/rules/replayedFolders.ts';
import type { Fix } from '../../postgres/conf/rules/rule.ts';
import { lookAround } from '../../postgres/conf/start/surroundings.ts';
import type { ConfTree } from '../../postgres/conf/tree.ts';
import { defaultValue } from '../../postgres/conf/values/checkWithHooks.ts';
import { type Reading, readAsServer } from '../../postgres/conf/verdict.ts';
import type { ControlFile } from '../../postgres/files/controlFile.ts';
import type { Major } from '../../postgres/majors.ts';
import { defaultSegmentSize } from '../../postgres/segmentName.ts';
import type { MajorSource } from '../../protocol.ts';
import type { Workspace } from '../features.ts';
import { isFilePath, pathOfUri } from '../uri.ts';
import { archiveContents } from './archiveContents.ts';
import { treeOf } from './document.ts';

/** What is known of a configuration document together with the files around it. */
export interface Analysis {
  readonly path: string;
  /** The configuration that the document belongs to; its main file may be another one. */
  readonly configuration: Configuration;
  readonly major: Major;
  readonly majorSource: MajorSource;
  readonly reading: Reading;
  /** pg_control of its data directory, when that is at hand. */
  readonly control?: ControlFile;
  /** Everything wrong with the configuration, in whichever of its files. */
  readonly problems: readonly FoundProblem[];
}

/** A problem, with the fixes that the rule which found it brings. */
export interface FoundProblem extends Problem {
  readonly fixes?: readonly Fix[];
}

/** The values that take effect, the defaults too. */
export interface SettingLook {
  /** As a file would have it. */
  readonly text: (name: string) => string;
  /** In base units. */
  readonly number: (name: string) => number;
  readonly segmentBytes: number;
}

export function settingLook({ reading, control }: Analysis): SettingLook {
  const { effective, major } = reading;
  return {
    text: name => effective.get(name)?.entry.value ?? String(settingNamed(name, major)?.default ?? ''),
    number: name => Number(effective.get(name)?.value ?? defaultValue(name, major) ?? 0),
    segmentBytes: control?.walSegmentSize ?? defaultSegmentSize,
  };
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

/** What a document is read as: the part of its analysis that can be had at once. */
export async function readAs(
  workspace: Workspace,
  document: TextDocument,
): Promise<Pick<Analysis, 'path' | 'major'>> {
  const path = pathOfUri(document.uri);
  const { major } = await find(workspace, filesOf(workspace, path), path);
  return { path, major };
}

/** Whether the document is recovery.conf, whose names and rules are its own. */
export function inRecoveryConf({ path }: Pick<Analysis, 'path'>): boolean {
  return isRecoveryConf(path);
}

function filesOf(workspace: Workspace, path: string): Files {
  return isFilePath(path) ? workspace.files : emptyFiles;
}

async function makeAnalysis(workspace: Workspace, path: string): Promise<Analysis> {
  const files = filesOf(workspace, path);
  const { configuration, major, majorSource, open } = await find(workspace, files, path);
  const { problems, ...judgement } = await judgeConfiguration(files, path, configuration, major, { open });
  const reading = judgement.reading ?? readAsServer(configuration, major);
  const folder = dataDirectoryOf(configuration);
  const beside = await lookFurther(files, reading, await lookAround(files, folder), folder);
  const replayed = isFilePath(path) ? replayedFolders(reading, beside, folder) : [];
  const archive = replayed.length ? archiveContents(workspace, replayed) : undefined;
  const around = { ...beside, archive };
  return {
    path,
    configuration,
    major,
    majorSource,
    reading,
    control: around.control,
    problems: [...problems, ...advise(reading, around)],
  };
}

interface Found {
  readonly configuration: Configuration;
  readonly major: Major;
  readonly majorSource: MajorSource;
  /** Trees of the open documents. */
  readonly open: (path: string) => ConfTree | undefined;
}

/** Reads the configuration of a file, and finds the major: the one that the user wants, else what lies around it tells. */
async function find(workspace: Workspace, files: Files, path: string): Promise<Found> {
  const open = (path: string) => {
    const document = workspace.open.get(path);
    return document && treeOf(document);
  };
  const configuration = await configurationOf(files, path, { open });
  const choice = workspace.majorChoices.get(configuration.main.path);
  if (choice) return { configuration, major: choice, majorSource: 'choice', open };
  const told = await majorOf(files, configuration);
  if (told) return { configuration, major: told.major, majorSource: told.source, open };
  const set = workspace.settings().major;
  const majorSource = set ? 'setting' : 'default';
  return { configuration, major: set ?? newestReleased, majorSource, open };
}

/** Nobody knows what surrounds an unsaved document: whatever it includes is taken to be there, and empty. */
const emptyFiles: Files = {
  open: async () => memorySource(new Uint8Array()),
  list: async () => [],
  stat: async () => undefined,
};
