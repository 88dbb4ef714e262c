import { sinceMajor } from '../../majors.ts';
import type { StartRule } from './situation.ts';

const couldNotLoad = { 10: 'could not load pg_hba.conf', 16: 'could not load ' } as const;

/** PostmasterMain, load_hba in libpq/hba.c; known only of the file that lies in the data directory by default. */
export const hbaFileThere: StartRule = ({ major, entry, surroundings: { names } }) => {
  const name = 'pg_hba.conf';
  if (!names?.has('postgresql.conf') || names.has(name) || entry('hba_file') || entry('data_directory'))
    return undefined;
  const words = sinceMajor(couldNotLoad, major)!;
  return {
    code: 'file-missing',
    message: words.endsWith(' ') ? `${words}${name}` : words,
    settings: ['hba_file'],
  };
};

/** be_tls_init in libpq/be-secure-openssl.c; names without a folder are looked for in the data directory. */
export const certificateThere: StartRule = ({ value, surroundings: { names } }) => {
  const certificate = String(value('ssl_cert_file'));
  if (value('ssl') !== true || !names || certificate.includes('/') || names.has(certificate))
    return undefined;
  return {
    code: 'file-missing',
    message: `could not load server certificate file "${certificate}": No such file or directory`,
    settings: ['ssl', 'ssl_cert_file'],
  };
};
