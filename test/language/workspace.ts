import { TextDocument } from 'vscode-languageserver-textdocument';
import { MemoryFiles } from '../../server/bytes/memoryFiles.ts';
import { nodeDecompression } from '../../server/bytes/nodeDecompression.ts';
import { clientAbilities } from '../../server/language/clientAbilities.ts';
import type { LanguageFeatures, Workspace } from '../../server/language/features.ts';
import { languageTable } from '../../server/language/languageTable.ts';
import { openFiles } from '../../server/language/openFiles.ts';
import { defaultSettings, type Settings } from '../../server/language/settings.ts';
import { pathOfUri } from '../../server/language/uri.ts';
import type { Major } from '../../server/postgres/majors.ts';

export const modernClient = clientAbilities(
  {
    textDocument: { completion: { completionItem: { snippetSupport: true } } },
    workspace: {
      workspaceEdit: { documentChanges: true, resourceOperations: ['create', 'rename', 'delete'] },
    },
  },
  'Visual Studio Code',
);

/** A document with a cursor, in a workspace in memory. */
export interface Scene {
  readonly document: TextDocument;
  readonly features: LanguageFeatures;
  readonly position: { line: number; character: number };
  readonly workspace: Workspace;
}

export interface SceneOptions {
  /** Path of the document; postgresql.conf in a data directory of its own otherwise. */
  readonly path?: string;
  readonly major?: Major;
  /** Other files by path. */
  readonly files?: Readonly<Record<string, string | Uint8Array>>;
  readonly settings?: Partial<Settings>;
  readonly language?: string;
  /** Called when something became known that alters answers. */
  readonly onChange?: () => void;
}

/** Opens `text` with the cursor at its `|`; a text without one has it at the end. */
export function scene(text: string, options: SceneOptions = {}): Scene {
  const {
    path = '/data/postgresql.conf',
    major,
    files = {},
    settings = {},
    language = 'postgresql-conf',
    onChange = () => {},
  } = options;
  const cursor = text.indexOf('|');
  const content = cursor < 0 ? text : text.slice(0, cursor) + text.slice(cursor + 1);
  const uri = path.startsWith('/') ? `file://${path}` : path;
  const document = TextDocument.create(uri, language, 1, content);
  const open = new Map([[pathOfUri(uri), document]]);
  const disk = new MemoryFiles(Object.entries(files));
  let revision = 0;
  const workspace: Workspace = {
    files: openFiles(disk, open),
    open,
    decompression: nodeDecompression,
    settings: () => ({ ...defaultSettings, major, ...settings }),
    revision: () => revision++,
    changed: onChange,
    majorChoices: new Map(),
    client: () => modernClient,
  };
  const features = languageTable(workspace)(document);
  if (!features) throw new Error(`no language for ${path}`);
  return {
    document,
    features,
    position: document.positionAt(cursor < 0 ? content.length : cursor),
    workspace,
  };
}
