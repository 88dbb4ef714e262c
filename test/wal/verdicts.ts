import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import type { Edit } from './edits.ts';

/** What pg_waldump said about a damaged segment. */
export interface Verdict {
  /** The recorded case that was damaged. */
  readonly id: string;
  readonly edits: readonly Edit[];
  /** Bytes left of the file. */
  readonly truncate?: number;
  readonly start?: string;
  readonly end?: string;
  readonly records: number;
  /** Of the beginnings of all record lines. */
  readonly digest: string;
  readonly stderr: string;
  readonly exit: number;
}

export function verdictDigest(heads: readonly string[]): string {
  return createHash('sha256').update(heads.join('\n')).digest('hex').slice(0, 16);
}

export function readVerdicts(): Verdict[] {
  const file = new URL('../truth/wal-verdicts.json.gz', import.meta.url);
  return JSON.parse(gunzipSync(readFileSync(file)).toString());
}
