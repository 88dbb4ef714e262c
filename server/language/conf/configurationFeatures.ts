import type { LanguageFeatures, Workspace } from '../features.ts';
import { codeActions } from './codeActions.ts';
import { completion } from './completion.ts';
import { diagnostics } from './diagnostics.ts';
import { formatting } from './formatting.ts';
import { hover } from './hover.ts';
import { inlayHints } from './inlayHints.ts';
import { definition, highlights, links, references } from './navigation.ts';
import { folding, symbols } from './outline.ts';
import { semanticTokens } from './semanticTokens.ts';
import { signatureHelp } from './signature.ts';

/** The language features of postgresql.conf, what it includes, and recovery.conf. */
export function configurationFeatures(workspace: Workspace): LanguageFeatures {
  return {
    diagnostics: document => diagnostics(workspace, document),
    completion: (document, position) => completion(workspace, document, position),
    hover: (document, position) => hover(workspace, document, position),
    signatureHelp: (document, position) => signatureHelp(workspace, document, position),
    codeActions: (document, range, context) => codeActions(workspace, document, range, context),
    definition: (document, position) => definition(workspace, document, position),
    references: (document, position) => references(workspace, document, position),
    highlights: (document, position) => highlights(workspace, document, position),
    inlayHints: (document, range) => inlayHints(workspace, document, range),
    links: document => links(workspace, document),
    symbols,
    folding,
    semanticTokens: document => semanticTokens(workspace, document),
    formatting,
  };
}
