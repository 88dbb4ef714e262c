import type {
  CodeAction,
  CodeActionContext,
  CompletionItem,
  Definition,
  Diagnostic,
  DocumentHighlight,
  DocumentLink,
  DocumentSymbol,
  FoldingRange,
  Hover,
  InlayHint,
  Location,
  Position,
  Range,
  SignatureHelp,
  TextEdit,
} from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { Files } from '../bytes/byteSource.ts';
import type { DecompressionPlatform } from '../bytes/decompress.ts';
import type { Major } from '../postgres/majors.ts';
import type { ClientAbilities } from './clientAbilities.ts';
import type { OpenDocuments } from './openFiles.ts';
import type { Settings } from './settings.ts';

/** What language features may ask of the world outside; tests give them one in memory. */
export interface Workspace {
  /** The files as the editor sees them: open documents hide the files on disk. */
  readonly files: Files;
  readonly open: OpenDocuments;
  readonly decompression: DecompressionPlatform;
  settings(): Settings;
  /** Grows with every change that can alter an answer: of documents, settings, choices and watched files. */
  revision(): number;
  /** Something became known that alters answers already given: they are asked for again. */
  changed(): void;
  /** The majors that the user picked, by the path of a cluster's main file. */
  readonly majorChoices: Map<string, Major>;
  client(): ClientAbilities;
}

/** What the server can do for documents of one kind; every method answers for the document as it is now. */
export interface LanguageFeatures {
  diagnostics(document: TextDocument): Promise<Diagnostic[]>;
  completion?(document: TextDocument, position: Position): Promise<CompletionItem[]>;
  hover?(document: TextDocument, position: Position): Promise<Hover | null>;
  signatureHelp?(document: TextDocument, position: Position): Promise<SignatureHelp | null>;
  codeActions?(document: TextDocument, range: Range, context: CodeActionContext): Promise<CodeAction[]>;
  definition?(document: TextDocument, position: Position): Promise<Definition | null>;
  references?(document: TextDocument, position: Position): Promise<Location[]>;
  highlights?(document: TextDocument, position: Position): Promise<DocumentHighlight[]>;
  inlayHints?(document: TextDocument, range: Range): Promise<InlayHint[]>;
  links?(document: TextDocument): Promise<DocumentLink[]>;
  symbols?(document: TextDocument): Promise<DocumentSymbol[]>;
  folding?(document: TextDocument): Promise<FoldingRange[]>;
  semanticTokens?(document: TextDocument): Promise<number[]>;
  formatting?(document: TextDocument, range?: Range): Promise<TextEdit[]>;
}

/** The features for a document's kind; undefined when it is none of ours. */
export type FeaturesOf = (document: TextDocument) => LanguageFeatures | undefined;
