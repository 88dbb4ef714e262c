/**
 * Joins what the servers of each major told (see collect.mjs) into the one file that the extension ships: by
 * setting, the facts of the first major that has it and then only what changed, `null` where it went.
 */

// Settings that pg_settings does not list. The servers take them all the same.
const unlisted = {
  default_with_oids: { type: 'bool', context: 'user', default: 'off' },
  is_superuser: { type: 'bool', context: 'internal', default: 'off' },
  role: { type: 'string', context: 'user', default: 'none' },
  seed: { type: 'real', min: -1, max: 1, context: 'user', default: '0' },
  session_authorization: { type: 'string', context: 'user' },
  ssl_renegotiation_limit: { type: 'integer', min: 0, max: 0, context: 'user', default: '0' },
};

// Values that only some builds take, with what they need. The builds that were asked may lack them.
const optional = {
  default_toast_compression: { lz4: 'a server built with LZ4' },
  dynamic_shared_memory_type: { windows: 'Windows' },
  io_method: { io_uring: 'a server built with liburing' },
  wal_compression: { lz4: 'a server built with LZ4', zstd: 'a server built with Zstandard' },
  wal_sync_method: { fsync_writethrough: 'macOS or Windows' },
};

// Defaults that hold paths of the machine that built the server.
const builtInPaths = ['krb_server_keyfile'];

/** `byMajor`: major -> {params, renamed} as collect.mjs writes them. */
export function compact(byMajor) {
  const majors = Object.keys(byMajor)
    .map(Number)
    .sort((a, b) => a - b);
  const names = new Set(majors.flatMap(major => Object.keys(byMajor[major].params)));
  const settings = {};
  for (const name of [...names].sort()) {
    const history = {};
    let before = null;
    for (const major of majors) {
      const found = byMajor[major].params[name];
      const now = found ? facts(name, found) : null;
      const change = difference(before, now);
      if (change !== undefined) history[major] = change;
      before = now;
    }
    settings[name] = history;
  }
  const renamed = {};
  for (const major of majors)
    for (const [old, name] of Object.entries(byMajor[major].renamed)) renamed[old] ??= { since: major, name };
  return { settings, renamed };
}

function facts(name, found) {
  if (!found.vartype) return { ...unlisted[name], unlisted: true };
  const number = found.vartype === 'integer' || found.vartype === 'real';
  return withoutEmpty({
    type: found.vartype,
    context: found.context,
    unit: found.unit,
    min: number ? Number(found.min) : null,
    max: number ? Number(found.max) : null,
    values: found.enumvals,
    hidden: found.enum_hidden && Object.keys(found.enum_hidden).length ? found.enum_hidden : null,
    optional: found.enumvals && optional[name] ? optional[name] : null,
    default: builtInPaths.includes(name) ? null : found.boot_val,
    list: found.list_input ? (found.list_quote ? 'quoted' : 'plain') : null,
    category: found.category,
    alterSystem: found.alter_system === false && found.context !== 'internal' ? false : null,
    initdb: found.initdb_sets || null,
  });
}

function withoutEmpty(record) {
  return Object.fromEntries(
    Object.entries(record).filter(([, value]) => value !== null && value !== undefined),
  );
}

/** What turns `before` into `now`: undefined for nothing, null for "gone", facts with null for those that went. */
function difference(before, now) {
  if (!before || !now) return before === now ? undefined : now;
  const changed = {};
  for (const key of new Set([...Object.keys(before), ...Object.keys(now)]))
    if (JSON.stringify(before[key]) !== JSON.stringify(now[key])) changed[key] = now[key] ?? null;
  return Object.keys(changed).length ? changed : undefined;
}

/** One setting a line, so that a change of the catalogue can be read as a diff. */
export function format({ settings, renamed }) {
  const line = ([name, value]) => `  ${JSON.stringify(name)}: ${JSON.stringify(value)}`;
  const block = record => Object.entries(record).map(line).join(',\n');
  return `{\n "settings": {\n${block(settings)}\n },\n "renamed": {\n${block(renamed)}\n }\n}\n`;
}
