import type { SettingGuides } from './settingGuide.ts';

/** How clients, standbys and backup tools reach the server. */
export const connectionGuides: SettingGuides = {
  listen_addresses: {
    does: 'The addresses the server listens on. `*` is all, empty is the local socket only.',
    costs:
      'Standbys and remote backups need it; `pg_hba.conf` then decides who may come. A change needs a restart.',
    goesWrong: 'The default `localhost` refuses every standby on another machine.',
    setWith: ['port', 'hba_file'],
  },
  port: {
    does: 'The TCP port, also part of the name of the local socket.',
    setWith: ['listen_addresses', 'unix_socket_directories'],
  },
  unix_socket_directories: {
    does: 'The folders of the local sockets.',
    goesWrong: 'Clients look into the folder they were built with: elsewhere, give them `host=/folder`.',
    setWith: ['port', 'unix_socket_permissions'],
  },
  unix_socket_group: {
    does: 'The group that owns the local socket.',
    setWith: ['unix_socket_permissions'],
  },
  unix_socket_permissions: {
    does: 'The permissions of the local socket, in octal with a leading 0.',
    setWith: ['unix_socket_group'],
  },
  password_encryption: {
    does: 'How new passwords are stored. Existing ones stay as they are.',
    goesWrong:
      'An `md5` password cannot be used with `scram-sha-256` in `pg_hba.conf`: set it anew, that of the replication role too.',
    since: { 14: 'The default is `scram-sha-256`; before, it was `md5`.' },
  },
  ssl: {
    does: 'Allows encrypted connections.',
    costs: 'Some CPU. `hostssl` lines in `pg_hba.conf` make it a must.',
    goesWrong: 'Without the certificate and key files the server refuses to start.',
    setWith: ['ssl_cert_file', 'ssl_key_file', 'ssl_min_protocol_version'],
  },
  ssl_cert_file: {
    does: 'The certificate of the server, relative to the data directory.',
    goesWrong:
      'A base backup copies it when it lies in the data directory: a standby then shows the name of the primary.',
    setWith: ['ssl', 'ssl_key_file'],
  },
  ssl_key_file: {
    does: 'The private key of the server.',
    goesWrong: 'The server refuses a key that others can read.',
    setWith: ['ssl', 'ssl_cert_file'],
  },
  ssl_ca_file: {
    does: 'The authorities whose client certificates are accepted.',
    goesWrong: 'Without it `cert` in `pg_hba.conf` cannot work.',
    setWith: ['ssl'],
  },
  ssl_min_protocol_version: {
    does: 'The oldest version of TLS that is accepted.',
    since: { 13: 'The default is `TLSv1.2`; before, it was `TLSv1`.' },
  },
  tcp_keepalives_idle: {
    does: 'Idle time before the system asks whether the peer is still there. `0` takes the default of the system, often 2 hours.',
    costs: 'Shorter frees the place of dead clients and standbys sooner.',
    setWith: ['tcp_keepalives_interval', 'tcp_keepalives_count'],
  },
  tcp_keepalives_interval: {
    does: 'Time between two keepalive questions that got no answer.',
    setWith: ['tcp_keepalives_idle', 'tcp_keepalives_count'],
  },
  tcp_keepalives_count: {
    does: 'How many unanswered keepalive questions end a connection.',
    setWith: ['tcp_keepalives_idle', 'tcp_keepalives_interval'],
  },
  tcp_user_timeout: {
    does: 'How long sent data may stay unacknowledged before the connection is closed.',
    setWith: ['tcp_keepalives_idle', 'wal_sender_timeout'],
  },
};
