import { type Major, sinceMajor } from '../majors.ts';
import { conninfoValue } from './conninfo.ts';
import type { Conninfo, ConninfoRefusal } from './conninfoParameters.ts';

type WordsSince = { readonly [M in Major]?: readonly string[] };

const tlsVersions = ['TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'];

/** Keywords whose values libpq checks before it connects: connectOptions2 in fe-connect.c. */
const words: Readonly<Record<string, WordsSince>> = {
  sslmode: { 10: ['disable', 'allow', 'prefer', 'require', 'verify-ca', 'verify-full'] },
  gssencmode: { 12: ['disable', 'prefer', 'require'] },
  channel_binding: { 13: ['disable', 'prefer', 'require'] },
  target_session_attrs: {
    10: ['any', 'read-write'],
    14: ['any', 'read-write', 'read-only', 'primary', 'standby', 'prefer-standby'],
  },
  ssl_min_protocol_version: { 13: tlsVersions },
  ssl_max_protocol_version: { 13: tlsVersions },
  sslcertmode: { 16: ['disable', 'allow', 'require'] },
  load_balance_hosts: { 16: ['disable', 'random'] },
  sslnegotiation: { 17: ['postgres', 'direct'] },
};

const numbers = /^(?:connect_timeout|keepalives(?:_idle|_interval|_count)?|tcp_user_timeout)$/;
const greatestPort = 65535;

/** Values that libpq will not take, in its words. */
export function* refusedValues(conninfo: Conninfo, major: Major): Generator<ConninfoRefusal> {
  const hosts = (conninfoValue(conninfo, 'hostaddr') || conninfoValue(conninfo, 'host') || '').split(',');
  for (const { keyword, value, valueSpan } of conninfo.parameters) {
    const message = value === '' ? undefined : refusal(keyword, value, hosts.length, major);
    if (message) yield { message, ...valueSpan };
  }
}

function refusal(keyword: string, value: string, hosts: number, major: Major): string | undefined {
  const allowed = words[keyword] && sinceMajor(words[keyword], major);
  if (allowed && !allowed.some(word => isSame(keyword, word, value)))
    return `invalid ${keyword} value: "${value}"; it takes ${allowed.join(', ')}`;
  if (numbers.test(keyword)) return refusedNumber(keyword, value);
  return keyword === 'port' ? refusedPorts(value.split(','), hosts) : undefined;
}

/** Only names of TLS versions may be in capitals or not. */
function isSame(keyword: string, word: string, value: string): boolean {
  return keyword.endsWith('_version') ? word.toLowerCase() === value.toLowerCase() : word === value;
}

function refusedNumber(keyword: string, value: string): string | undefined {
  return /^\s*[-+]?\d+\s*$/.test(value)
    ? undefined
    : `invalid integer value "${value}" for connection option "${keyword}"`;
}

/** One port for every host, or one for all of them; an empty one is the default. */
function refusedPorts(ports: readonly string[], hosts: number): string | undefined {
  if (ports.length > 1 && ports.length !== hosts)
    return `could not match ${ports.length} port numbers to ${hosts} hosts`;
  for (const port of ports) {
    const refused = port === '' ? undefined : refusedNumber('port', port);
    if (refused) return refused;
    if (port !== '' && (Number(port) < 1 || Number(port) > greatestPort))
      return `invalid port number: "${port}"`;
  }
  return undefined;
}
