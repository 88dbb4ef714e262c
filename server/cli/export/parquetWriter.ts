import { fileWriter, ParquetWriter } from 'hyparquet-writer';
import { columns } from './columns.ts';
import type { RowWriter } from './writers.ts';

/** Rows of a row group: what is held in memory at a time. */
const groupRows = 20_000;

const schemaTypes = {
  int32: { type: 'INT32' },
  int64: { type: 'INT64' },
  string: { type: 'BYTE_ARRAY', converted_type: 'UTF8' },
  timestamp: { type: 'INT64', converted_type: 'TIMESTAMP_MICROS' },
} as const;

/** A Parquet file with a column each, compressed by Snappy. */
export function parquetWriter(path: string): RowWriter {
  const schema = [
    { name: 'wal', num_children: columns.length },
    ...columns.map(({ name, type }) => ({
      name,
      repetition_type: 'OPTIONAL' as const,
      ...schemaTypes[type],
    })),
  ];
  const parquet = new ParquetWriter({ writer: fileWriter(path), schema, createdBy: 'walscope' });
  let gathered = columns.map((): unknown[] => []);
  const flush = () => {
    if (!gathered[0].length) return;
    parquet.write({
      columnData: columns.map(({ name }, i) => ({ name, data: gathered[i] })),
      rowGroupSize: groupRows,
    });
    gathered = columns.map(() => []);
  };
  return {
    add(row) {
      for (const [i, column] of columns.entries()) gathered[i].push(column.value(row) ?? null);
      if (gathered[0].length >= groupRows) flush();
    },
    finish() {
      flush();
      parquet.finish();
    },
  };
}
