import type { Major } from '../majors.ts';

/** Keywords of a libpq connection string: PQconninfoOptions in fe-connect.c, with the majors that know them. */
interface KeywordLife {
  readonly since: Major;
  readonly until?: Major;
}

const always = `service user password passfile connect_timeout dbname host hostaddr port client_encoding options
  application_name fallback_application_name keepalives keepalives_idle keepalives_interval keepalives_count
  sslmode sslcompression sslcert sslkey sslrootcert sslcrl requirepeer krbsrvname gsslib replication
  target_session_attrs`;

const lives: ReadonlyMap<string, KeywordLife> = new Map([
  ...always.split(/\s+/).map(name => [name, { since: 10 }] as const),
  ...(['authtype', 'tty'] as const).map(name => [name, { since: 10, until: 13 }] as const),
  ...came(12, 'tcp_user_timeout gssencmode'),
  ...came(13, 'channel_binding sslpassword ssl_min_protocol_version ssl_max_protocol_version'),
  ...came(14, 'sslcrldir sslsni'),
  ...came(16, 'sslcertmode require_auth gssdelegation load_balance_hosts'),
  ...came(17, 'sslnegotiation'),
  ...came(18, 'min_protocol_version max_protocol_version scram_client_key scram_server_key'),
  ...came(18, 'oauth_issuer oauth_client_id oauth_client_secret oauth_scope sslkeylogfile'),
  ...came(19, 'servicefile oauth_ca_file'),
]);

function came(since: Major, names: string): (readonly [string, KeywordLife])[] {
  return names.split(' ').map(name => [name, { since }] as const);
}

/** The keywords that libpq of a major takes, in its order where it has always had them. */
export function conninfoKeywords(major: Major): readonly string[] {
  return [...lives.keys()].filter(keyword => isConninfoKeyword(keyword, major));
}

export function isConninfoKeyword(keyword: string, major: Major): boolean {
  const life = lives.get(keyword);
  return life !== undefined && life.since <= major && major <= (life.until ?? 19);
}

/** libpq still takes `requiressl` and stores it as `sslmode`: conninfo_storeval. */
export function translated(keyword: string, value: string): { keyword: string; value: string } {
  if (keyword !== 'requiressl') return { keyword, value };
  return { keyword: 'sslmode', value: value[0] === '1' ? 'require' : 'prefer' };
}
