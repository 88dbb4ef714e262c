import { catalogName } from '../catalogNames.ts';
import type { Explained, ExplainedField } from './explained.ts';
import { counted, explainChecksum, part } from './explainParts.ts';
import { readFilenodeMap } from './filenodeMap.ts';
import type { ReportedFile } from './report.ts';
import { viewOf } from './struct.ts';

/** The decoded view of a pg_filenode.map. */
export function explainFilenodeMap({ bytes, path, major }: ReportedFile): Explained {
  const { value, problems } = readFilenodeMap(bytes, path, major);
  const { mappings, crcOffset, crcOk } = value;
  const rewritten = mappings.filter(({ catalog, filenode }) => catalog !== filenode).length;
  const summary = [
    `It names the files of ${counted(mappings.length, 'catalog relation')} that are needed before pg_class can be read.`,
    rewritten
      ? `${counted(rewritten, 'of them')} got a new file since initdb.`
      : 'None of them was rewritten since initdb.',
  ];
  const fields = [
    ...part('Header', 'Marks the file and counts its entries.', explainHeader(bytes)),
    ...part('Mappings', 'A catalog and the number of its file.', mappings.map(explainMapping)),
    ...part('End', 'What is not used, and the checksum.', [
      ...explainRoom(bytes, mappings.length, crcOffset),
      ...explainChecksum(bytes, crcOffset, crcOk),
    ]),
  ];
  return {
    title: 'Map of system catalogs to files',
    verdict: { severity: 'good', text: counted(mappings.length, 'mapping') },
    crcOk: bytes.length < crcOffset + 4 ? undefined : crcOk,
    summary,
    fields,
    problems,
  };
}

function explainHeader(bytes: Uint8Array): ExplainedField[] {
  if (bytes.length < 8) return [];
  const view = viewOf(bytes);
  return [
    {
      name: 'magic',
      offset: 0,
      length: 4,
      value: `0x${view.getUint32(0, true).toString(16)}`,
      meaning: 'Marks a map.',
    },
    {
      name: 'num_mappings',
      offset: 4,
      length: 4,
      value: String(view.getInt32(4, true)),
      meaning: 'How many entries follow.',
    },
  ];
}

function explainMapping(
  { catalog, filenode }: { catalog: number; filenode: number },
  i: number,
): ExplainedField {
  return {
    name: catalogName(catalog) ?? `relation ${catalog}`,
    offset: 8 + i * 8,
    length: 8,
    value: `${catalog} → ${filenode}`,
    meaning: catalog === filenode ? 'Still in its first file.' : 'Rewritten into a new file.',
  };
}

function explainRoom(bytes: Uint8Array, count: number, crcOffset: number): ExplainedField[] {
  const offset = 8 + count * 8;
  const length = Math.min(bytes.length, crcOffset) - offset;
  if (length <= 0) return [];
  const value = `room for ${Math.floor(length / 8)} more`;
  return [{ name: 'unused', offset, length, value, meaning: 'Not used by this major.' }];
}
