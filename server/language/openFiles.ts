import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { Files, FolderEntry, ListedEntry } from '../bytes/byteSource.ts';
import { memorySource } from '../bytes/memoryFiles.ts';
import { folderOf } from '../postgres/conf/paths.ts';
import { baseName } from './uri.ts';

/** Documents open in the editor, by the path that stands for their URI. */
export type OpenDocuments = ReadonlyMap<string, TextDocument>;

/** `disk` as the editor sees it: an open document hides the file of its path, saved or not. */
export function openFiles(disk: Files, open: OpenDocuments): Files {
  return {
    async open(path) {
      const document = open.get(path);
      return document ? memorySource(bytesOf(document)) : disk.open(path);
    },

    async stat(path) {
      const document = open.get(path);
      return document ? entryOf(path, document) : disk.stat(path);
    },

    async list(path) {
      const entries = await disk.list(path);
      const shown = new Map<string, ListedEntry>(entries.map(entry => [entry.name, entry]));
      for (const [file, document] of open) {
        if (folderOf(file) === path) shown.set(baseName(file), entryOf(file, document));
      }
      return [...shown.values()];
    },
  };
}

const encoder = new TextEncoder();
const encoded = new WeakMap<TextDocument, { version: number; bytes: Uint8Array }>();

/** A document's text in UTF-8; made once for each version. */
export function bytesOf(document: TextDocument): Uint8Array {
  const known = encoded.get(document);
  if (known?.version === document.version) return known.bytes;
  const bytes = encoder.encode(document.getText());
  encoded.set(document, { version: document.version, bytes });
  return bytes;
}

function entryOf(path: string, document: TextDocument): FolderEntry {
  return { name: baseName(path), kind: 'file', size: bytesOf(document).length, modified: 0 };
}
