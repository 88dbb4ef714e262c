/** Asks a real server what settings it has: pg_settings, postgres --describe-config, and trying. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openCluster } from './server.mjs';

// Spellings that enumerations of some major take without listing them.
const spellings = 'true false yes no 1 0 on off archive hot_standby debug info fatal panic log none scram';
// Names that servers take without listing them, and names of old that mean another setting.
const unlistedNames = [
  'default_with_oids',
  'is_superuser',
  'role',
  'seed',
  'session_authorization',
  'ssl_renegotiation_limit',
];
const oldNames = ['sort_mem', 'vacuum_mem', 'ssl_ecdh_curve'];

/** What the server in `bin` says, in the format that compact.mjs reads. */
export async function collect(bin) {
  const cluster = openCluster(bin);
  try {
    const version = cluster.version().replace(/^postgres \(PostgreSQL\) /, '');
    const params = {};
    for (const row of listed(cluster)) params[row.name] = paramOf(row, cluster);
    for (const name of takenNames(cluster, unlistedNames)) params[name] ??= { vartype: null };
    markLists(cluster, params);
    markInitdb(cluster, params);
    return {
      meta: {
        major: Number.parseInt(version, 10),
        version,
        described: cluster.describe().split('\n').length - 1,
      },
      renamed: renamedNames(cluster, params),
      params: Object.fromEntries(Object.entries(params).sort(([a], [b]) => (a < b ? -1 : 1))),
    };
  } finally {
    cluster.close();
  }
}

const columns = 'name, vartype, unit, min_val, max_val, enumvals, context, boot_val, category';

function listed(cluster) {
  const { rows, stderr } = cluster.ask([
    `select json_agg(s) from (select ${columns} from pg_settings where name !~ '[.]' order by name) s`,
  ]);
  if (!rows.length) throw new Error(stderr);
  return JSON.parse(rows[0].value);
}

function paramOf({ name, vartype, unit, min_val, max_val, enumvals, context, boot_val, category }, cluster) {
  const hidden =
    vartype === 'enum' && context !== 'internal' ? hiddenSpellings(cluster, name, enumvals) : undefined;
  return {
    vartype,
    unit,
    min: min_val,
    max: max_val,
    enumvals,
    context,
    boot_val,
    category,
    ...(hidden && { enum_hidden: hidden }),
  };
}

function hiddenSpellings(cluster, name, enumvals) {
  const found = {};
  for (const spelling of spellings.split(' ')) {
    if (enumvals.includes(spelling)) continue;
    const value = cluster.valueWith(name, spelling);
    if (value !== undefined) found[spelling] = value;
  }
  return found;
}

function takenNames(cluster, names) {
  return names.filter(
    name => cluster.valueWith(name, '0') !== undefined || cluster.ask([`show ${name}`]).rows.length,
  );
}

/** ALTER SYSTEM tells lists from single values, and writes items that are identifiers with quotes. */
function markLists(cluster, params) {
  const names = Object.keys(params).filter(name => params[name].vartype);
  const complaints = (statement, pattern) =>
    new Set(
      [...cluster.ask(names.map(statement)).stderr.matchAll(pattern)].map(([, name]) => name.toLowerCase()),
    );
  const locked = complaints(
    name => `alter system set ${name} = default`,
    /parameter "(\S+)" cannot be changed/g,
  );
  const single = complaints(
    name => `alter system set ${name} = 'A', 'b c'`,
    /SET (\S+) takes only one argument/g,
  );
  const file = join(cluster.data, 'postgresql.auto.conf');
  const written = readFileSync(file, 'utf8').toLowerCase();
  // No server would start with these values.
  writeFileSync(file, '');
  for (const name of names) {
    const lower = name.toLowerCase();
    params[name].alter_system = !locked.has(lower);
    params[name].list_input = params[name].vartype === 'string' && !single.has(lower) && !locked.has(lower);
    params[name].list_quote = written.includes(`\n${lower} = '"a", "b c"'`);
  }
}

function markInitdb(cluster, params) {
  const text = readFileSync(join(cluster.data, 'postgresql.conf'), 'utf8');
  for (const [, name] of text.matchAll(/^([A-Za-z_]+)\s*=/gm)) {
    const known = Object.keys(params).find(param => param.toLowerCase() === name.toLowerCase());
    if (known) params[known].initdb_sets = true;
  }
}

/** SHOW heads its column with the present name. */
function renamedNames(cluster, params) {
  const found = oldNames
    .filter(old => !params[old])
    .flatMap(old => cluster.ask([`show ${old}`]).rows.map(({ name }) => [old, name]));
  return Object.fromEntries(found);
}
