import { sinceMajor } from '../../majors.ts';
import { invalidValue } from '../values/check.ts';
import { walConsistencyWords } from '../values/hooks/words.ts';
import { splitPlainList } from '../values/lists.ts';
import type { StartRule } from './situation.ts';

const deferred = { 10: false, 15: true } as const;

/** InitializeWalConsistencyChecking in access/transam/xlog.c: words are known once the libraries are loaded. */
export const walConsistency: StartRule = ({ major, value, reading }) => {
  const name = 'wal_consistency_checking';
  const libraries = splitPlainList(String(value('shared_preload_libraries') ?? ''));
  const text = String(value(name) ?? '');
  if (!sinceMajor(deferred, major) || libraries?.length) return undefined;
  const refusal = walConsistencyWords(text, { major, setting: name, current: () => undefined });
  const entry = reading.effective.get(name);
  if (!refusal || !entry) return undefined;
  return {
    code: 'invalid-value',
    message: invalidValue(name, text),
    detail: refusal.detail,
    settings: [name],
  };
};
