import { conninfoKeywords } from '../../postgres/conf/conninfoKeywords.ts';
import type { Major } from '../../postgres/majors.ts';

/** A keyword of a connection string: what it is for, and the values it takes when they are few. */
export interface ConnectionKeyword {
  readonly name: string;
  readonly does: string;
  readonly values?: readonly string[];
}

const onOff = ['0', '1'];
const tlsVersions = ['TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'];
const protocolVersions = ['3.0', '3.2', 'latest'];

/** The most useful for a standby first. */
const keywords: readonly ConnectionKeyword[] = [
  {
    name: 'host',
    does: 'Host name or address of the server to follow; several, separated by commas, are tried in order.',
  },
  { name: 'port', does: 'Port of that server, 5432 by default.' },
  {
    name: 'user',
    does: 'Role to connect as. It needs the REPLICATION attribute and a `replication` line in `pg_hba.conf`.',
  },
  {
    name: 'password',
    does: 'Password, readable by everyone who can read this file. Prefer `passfile` or a certificate.',
  },
  { name: 'passfile', does: 'File with passwords, `~/.pgpass` of the server account by default.' },
  {
    name: 'application_name',
    does: 'Name of this standby, matched by `synchronous_standby_names` on the primary.',
  },
  { name: 'dbname', does: 'Database. Streaming needs none; slot synchronization (17 and newer) does.' },
  { name: 'hostaddr', does: 'Address to connect to without looking up a name.' },
  {
    name: 'sslmode',
    does: 'How much TLS protects: only `verify-full` checks that it is the right server.',
    values: ['disable', 'allow', 'prefer', 'require', 'verify-ca', 'verify-full'],
  },
  {
    name: 'sslrootcert',
    does: 'File of the certificate authorities to trust; `system` (16 and newer) for those of the system.',
  },
  { name: 'sslcert', does: 'File of the client certificate.' },
  { name: 'sslkey', does: 'File of the client key.' },
  { name: 'sslpassword', does: 'Password of the client key.' },
  {
    name: 'sslcertmode',
    does: 'Whether a client certificate is sent.',
    values: ['disable', 'allow', 'require'],
  },
  { name: 'sslcrl', does: 'File of revoked certificates.' },
  { name: 'sslcrldir', does: 'Folder of revoked certificates.' },
  { name: 'sslsni', does: 'Whether the host name is sent while TLS is set up.', values: onOff },
  { name: 'sslcompression', does: 'TLS compression. Leave it off.', values: onOff },
  {
    name: 'sslnegotiation',
    does: 'Whether TLS begins at once or is asked for first.',
    values: ['postgres', 'direct'],
  },
  { name: 'sslkeylogfile', does: 'File that the TLS keys are written to, for debugging only.' },
  { name: 'ssl_min_protocol_version', does: 'Oldest TLS version to accept.', values: tlsVersions },
  { name: 'ssl_max_protocol_version', does: 'Newest TLS version to offer.', values: tlsVersions },
  {
    name: 'channel_binding',
    does: 'Whether the password exchange is tied to the TLS connection.',
    values: ['disable', 'prefer', 'require'],
  },
  {
    name: 'require_auth',
    does: 'Ways of authentication to accept from the server.',
    values: ['password', 'md5', 'gss', 'sspi', 'scram-sha-256', 'oauth', 'none'],
  },
  { name: 'min_protocol_version', does: 'Oldest protocol version to accept.', values: protocolVersions },
  { name: 'max_protocol_version', does: 'Newest protocol version to offer.', values: protocolVersions },
  { name: 'connect_timeout', does: 'Seconds to wait for a connection; 0 waits for ever.' },
  {
    name: 'tcp_user_timeout',
    does: 'Milliseconds that sent data may stay unacknowledged before the connection is given up.',
  },
  { name: 'keepalives', does: 'Whether TCP keepalives are sent.', values: onOff },
  { name: 'keepalives_idle', does: 'Seconds of silence before a keepalive is sent.' },
  { name: 'keepalives_interval', does: 'Seconds until an unanswered keepalive is sent again.' },
  { name: 'keepalives_count', does: 'Keepalives that may be lost before the connection is given up.' },
  {
    name: 'target_session_attrs',
    does: 'Which of several hosts is good enough. A standby that may follow a standby wants `any`.',
    values: ['any', 'read-write', 'read-only', 'primary', 'standby', 'prefer-standby'],
  },
  {
    name: 'load_balance_hosts',
    does: 'Whether several hosts are tried in random order.',
    values: ['disable', 'random'],
  },
  {
    name: 'options',
    does: 'Settings for the session on the other side, such as `-c wal_sender_timeout=5000`.',
  },
  { name: 'service', does: 'Name of a group of connection keywords in `pg_service.conf`.' },
  { name: 'servicefile', does: 'File that holds the group that `service` names.' },
  { name: 'requirepeer', does: 'Operating system account that the server must run as; Unix sockets only.' },
  { name: 'krbsrvname', does: 'Kerberos service name.' },
  {
    name: 'gssencmode',
    does: 'Whether GSSAPI encryption is used.',
    values: ['disable', 'prefer', 'require'],
  },
  { name: 'gsslib', does: 'GSSAPI library, on Windows only.' },
  { name: 'gssdelegation', does: 'Whether GSSAPI credentials are handed on.', values: onOff },
  { name: 'scram_client_key', does: 'SCRAM key in place of a password.' },
  { name: 'scram_server_key', does: 'SCRAM key to recognise the server by.' },
  { name: 'oauth_issuer', does: 'OAuth issuer to trust.' },
  { name: 'oauth_client_id', does: 'OAuth client identifier.' },
  { name: 'oauth_client_secret', does: 'OAuth client secret.' },
  { name: 'oauth_scope', does: 'OAuth scope to ask for.' },
  { name: 'oauth_ca_file', does: 'Certificate authorities to trust when asking the OAuth issuer.' },
  { name: 'client_encoding', does: 'Without effect on replication.' },
  {
    name: 'fallback_application_name',
    does: 'Used when `application_name` is not given; the server sets it itself.',
  },
  { name: 'replication', does: 'The server sets it itself.' },
  { name: 'authtype', does: 'Obsolete and ignored.' },
  { name: 'tty', does: 'Obsolete and ignored.' },
];

const byName = new Map(keywords.map(keyword => [keyword.name, keyword]));

/** What libpq of `major` takes. */
export function connectionKeywords(major: Major): readonly ConnectionKeyword[] {
  const taken = new Set(conninfoKeywords(major));
  return keywords.filter(({ name }) => taken.has(name));
}

export function connectionKeyword(name: string): ConnectionKeyword | undefined {
  return byName.get(name);
}
