import type { Files } from '../../bytes/byteSource.ts';
import { memorySource } from '../../bytes/memoryFiles.ts';

/** `files` with another content of one file, which need not be there. */
export function withFile(files: Files, path: string, content: string | Uint8Array): Files {
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
  const name = path.slice(path.lastIndexOf('/') + 1);
  const folder = path.slice(0, path.lastIndexOf('/'));
  return {
    open: async asked => (asked === path ? memorySource(bytes) : files.open(asked)),
    stat: async asked =>
      asked === path ? { name, kind: 'file', size: bytes.length, modified: 0 } : files.stat(asked),
    async list(asked) {
      const entries = await files.list(asked);
      if (asked !== folder || entries.some(entry => entry.name === name)) return entries;
      return [...entries, { name, kind: 'file' }];
    },
  };
}
