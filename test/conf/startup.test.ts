import assert from 'node:assert/strict';
import { test } from 'node:test';
import { majors } from '../../server/postgres/majors.ts';
import { judgeStartCase, type StartCase } from './oracleCase.ts';
import { startsOf } from './truth.ts';

/** Starts that end for reasons which the files do not tell: the machine, the cluster, the command line, the archive. */
const beyondFiles =
  /^(?:hba-missing|log-dir-bad|preload-|socket-dir|ssl-no-cert|huge-pages|argv-|minimal-argv|minimal-with-recovery|physical-slot|prepared-lost|standby-params|rc-params|recovery-signal-restore|wal-compression-LZ4$|rc-restore|target-lsn|target-timeline-(?:2|99)|rc-(?:lsn|name|timeline)-)/;

function told(start: StartCase, message: string): boolean {
  return start.messages.some(line => line.includes(message));
}

for (const major of majors) {
  test(`no start that the server of ${major} makes is called an error`, async () => {
    const wrong: string[] = [];
    for (const start of startsOf(major).filter(({ outcome }) => outcome !== 'refused'))
      for (const { message } of await judgeStartCase(start, major)) wrong.push(`${start.id}: ${message}`);
    assert.deepEqual(wrong, []);
  });

  test(`what keeps the server of ${major} from starting is said in its words`, async () => {
    const wrong: string[] = [];
    for (const start of startsOf(major).filter(({ outcome }) => outcome === 'refused')) {
      const errors = await judgeStartCase(start, major);
      const said = errors.length > 0 && errors.every(({ message }) => told(start, message));
      const known = said || (beyondFiles.test(start.id) && !errors.length);
      if (!known) wrong.push(`${start.id}: ${errors.map(({ message }) => message).join('; ')}`);
    }
    assert.deepEqual(wrong, []);
  });
}
