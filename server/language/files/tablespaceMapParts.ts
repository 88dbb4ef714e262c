import { parseTablespaceMap } from '../../postgres/files/tablespaceMap.ts';
import type { Part, ReadParts } from './partFeatures.ts';

/** tablespace_map: each line becomes a symbolic link when recovery begins. */
export const tablespaceMapParts: ReadParts = async (text, { major }) => {
  const { value, problems } = parseTablespaceMap(text, major);
  const lines = text.split('\n');
  const starts = lines.map((_, at) => lines.slice(0, at).reduce((sum, line) => sum + line.length + 1, 0));
  const parts = value.map(({ oid, path, line }): Part => {
    const start = starts[line - 1];
    return {
      start,
      end: start + lines[line - 1].trimEnd().length,
      says: `Recovery makes the link \`pg_tblspc/${oid}\` to \`${path}\`. That folder must hold the restored tablespace.`,
      title: `${oid} ${path}`,
    };
  });
  return { parts, problems };
};
