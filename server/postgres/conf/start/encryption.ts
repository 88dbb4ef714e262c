import { sinceMajor } from '../../majors.ts';
import type { Situation, StartFault, StartRule } from './situation.ts';
import { isMissing } from './surroundings.ts';

// In the order of be_tls_init in libpq/be-secure-openssl.c; names without a folder are looked for in the data directory.
const requiredFiles: readonly (readonly [string, string])[] = [
  ['ssl_cert_file', 'could not load server certificate file'],
  ['ssl_key_file', 'could not access private key file'],
];
const optionalFiles: readonly (readonly [string, string])[] = [
  ['ssl_dh_params_file', 'could not open DH parameters file'],
  ['ssl_ca_file', 'could not load root certificate file'],
  ['ssl_crl_file', 'could not load SSL certificate revocation list file'],
];

function fileThere(setting: string, words: string, required: boolean): StartRule {
  return ({ value, surroundings }) => {
    const name = String(value(setting) ?? '');
    const missing = name === '' ? required : !name.includes('/') && isMissing(name, surroundings);
    if (value('ssl') !== true || !missing) return undefined;
    return {
      code: 'file-missing',
      message: `${words} "${name}": No such file or directory`,
      settings: ['ssl', setting],
    };
  };
}

const crossedDetail = {
  13: '"ssl_min_protocol_version" cannot be higher than "ssl_max_protocol_version"',
  19: '"ssl_min_protocol_version" cannot be higher than "ssl_max_protocol_version".',
} as const;
const versions = ['TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'];

function versionsInOrder({ major, value }: Situation): StartFault | undefined {
  const detail = sinceMajor(crossedDetail, major);
  const [least, most] = ['min', 'max'].map(end =>
    versions.indexOf(String(value(`ssl_${end}_protocol_version`))),
  );
  if (value('ssl') !== true || !detail || most < 0 || least <= most) return undefined;
  return {
    code: 'tls-versions-crossed',
    message: 'could not set SSL protocol version range',
    detail,
    settings: ['ssl_min_protocol_version', 'ssl_max_protocol_version'],
  };
}

/** What an encrypted server needs at its start. */
export const encryptionRules: readonly StartRule[] = [
  ...requiredFiles.map(([setting, words]) => fileThere(setting, words, true)),
  versionsInOrder,
  ...optionalFiles.map(([setting, words]) => fileThere(setting, words, false)),
];
