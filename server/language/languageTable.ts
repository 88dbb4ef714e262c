import { configurationFeatures } from './conf/configurationFeatures.ts';
import { type DocumentKind, documentKind } from './documentKinds.ts';
import type { FeaturesOf, LanguageFeatures, Workspace } from './features.ts';
import { historyParts } from './files/historyParts.ts';
import { backupHistoryParts, backupLabelParts } from './files/labelParts.ts';
import { manifestParts } from './files/manifestParts.ts';
import { partFeatures } from './files/partFeatures.ts';
import { postmasterPidParts } from './files/postmasterPidParts.ts';
import { signalParts } from './files/signalParts.ts';
import { tablespaceMapParts } from './files/tablespaceMapParts.ts';

/** The features of every kind of document. */
export function languageTable(workspace: Workspace): FeaturesOf {
  const configuration = configurationFeatures(workspace);
  const table: Readonly<Record<DocumentKind, LanguageFeatures>> = {
    configuration,
    'recovery-configuration': configuration,
    signal: partFeatures(workspace, 'signal-file', signalParts),
    'timeline-history': partFeatures(workspace, 'timeline-history', historyParts),
    'backup-label': partFeatures(workspace, 'backup-label', backupLabelParts),
    'backup-history': partFeatures(workspace, 'backup-history', backupHistoryParts),
    'tablespace-map': partFeatures(workspace, 'tablespace-map', tablespaceMapParts),
    'backup-manifest': partFeatures(workspace, 'backup-manifest', manifestParts),
    'postmaster-pid': partFeatures(workspace, 'postmaster-pid', postmasterPidParts),
  };
  return document => {
    const kind = documentKind(document.uri, document.languageId);
    return kind && table[kind];
  };
}
