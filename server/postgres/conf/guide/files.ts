import type { SettingGuides } from './settingGuide.ts';

/** Where the files of the server are, and who may change the settings. */
export const fileGuides: SettingGuides = {
  config_file: {
    does: 'Where `postgresql.conf` is. Only the command line can say so.',
    goesWrong: 'A line in the file itself has no effect.',
  },
  data_directory: {
    does: 'Where the data is, when the configuration lives elsewhere, as in Debian.',
    goesWrong:
      'A base backup holds no configuration from outside: save it as well. In `postgresql.auto.conf` the line is ignored.',
    setWith: ['hba_file', 'ident_file', 'config_file'],
  },
  hba_file: {
    does: 'Where `pg_hba.conf` is. Standbys and `pg_basebackup` need a `replication` line in it.',
    goesWrong: 'The word `all` in its database column does not include replication.',
  },
  ident_file: { does: 'Where `pg_ident.conf` is, which maps names of the system to roles.' },
  hosts_file: {
    does: 'Where the file is that gives each host name its own certificate.',
    setWith: ['ssl_sni', 'ssl'],
  },
  ssl_sni: {
    does: 'Lets clients choose the certificate by the host name they ask for.',
    setWith: ['hosts_file', 'ssl'],
  },
  external_pid_file: {
    does: 'A further file with the process id, for management programs.',
    goesWrong: 'A folder that cannot be written gives a message, no more.',
  },
  allow_alter_system: {
    does: 'Whether `ALTER SYSTEM` may write `postgresql.auto.conf`.',
    costs: 'Turn it off when another tool owns the configuration. It is no security feature.',
    goesWrong: 'Lines already in `postgresql.auto.conf` still count.',
  },
  shared_preload_libraries: {
    does: 'Libraries loaded at start.',
    costs: 'A change needs a restart.',
    goesWrong:
      'A missing library stops the start, on a standby or a restored copy too: install it there first.',
  },
  session_preload_libraries: {
    does: 'Libraries loaded when a session starts.',
    goesWrong: 'A missing library makes every connection fail.',
  },
  dynamic_library_path: {
    does: 'Where libraries are looked for when no folder is given.',
    goesWrong: 'Without `$libdir` in it the own modules of the server are not found.',
  },
};
