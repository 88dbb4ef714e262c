import { configurationFeatures } from './conf/configurationFeatures.ts';
import { type DocumentKind, documentKind } from './documentKinds.ts';
import type { FeaturesOf, LanguageFeatures, Workspace } from './features.ts';

/** The features of every kind of document. */
export function languageTable(workspace: Workspace): FeaturesOf {
  const configuration = configurationFeatures(workspace);
  const table: Partial<Record<DocumentKind, LanguageFeatures>> = {
    configuration,
    'recovery-configuration': configuration,
  };
  return document => {
    const kind = documentKind(document.uri, document.languageId);
    return kind && table[kind];
  };
}
