import { isNoAddress } from '../listenAddress.ts';
import { isTemplate } from '../text.ts';
import { splitDirectories, splitIdentifiers } from '../values/lists.ts';
import { isOn, numberOf, textOf } from './context.ts';
import { bytesText } from './humanText.ts';
import type { Rule } from './rule.ts';

const page = 8192;

/** Values that the server takes, and then uses others or only a part, without a word or with one line in its log. */
export const silentChangeRules: readonly Rule[] = [
  {
    code: 'value-rounds-to-zero',
    severity: 'warning',
    title: 'a value is rounded to 0',
    why: 'The server rounds a value to the unit of the setting. For many settings 0 means "off" or "no limit", which is the contrary of a small value.',
    example: "wal_sender_timeout = '10us'",
    better: "wal_sender_timeout = '10s'",
    *check({ reading }) {
      for (const { entry, setting, value } of reading.effective.values()) {
        if (setting?.type !== 'integer' || value !== 0 || !/[1-9]/.test(entry.value)) continue;
        if (/^\s*[-+]?0x0+\s*$/i.test(entry.value)) continue;
        const unit = setting.unit ? ` ${setting.unit}` : '';
        yield { entry, message: `This is rounded to 0${unit}: write a larger value, or 0 if that is meant` };
      }
    },
  },
  {
    code: 'workers-exceed-processes',
    severity: 'information',
    title: 'more workers are allowed than processes can exist',
    why: 'Parallel query, logical replication and extensions take their processes out of max_worker_processes. What exceeds it is never started, and nobody is told.',
    example: 'max_worker_processes = 8\nmax_parallel_workers = 16',
    better: 'max_worker_processes = 24\nmax_parallel_workers = 16',
    *check(context) {
      const most = numberOf(context, 'max_worker_processes');
      for (const name of ['max_parallel_workers', 'max_logical_replication_workers']) {
        const entry = context.entry(name);
        const wanted = numberOf(context, name);
        if (!entry || most === undefined || wanted === undefined || wanted <= most) continue;
        yield { entry, message: `max_worker_processes allows only ${most} processes: raise it too` };
      }
    },
  },
  {
    code: 'autovacuum-workers-exceed-slots',
    severity: 'warning',
    title: 'more autovacuum workers are wanted than there are slots',
    why: 'From 18 on the server only warns in its log, and runs as many as there are slots.',
    example: 'autovacuum_max_workers = 10\nautovacuum_worker_slots = 4',
    better: 'autovacuum_max_workers = 10\nautovacuum_worker_slots = 16',
    *check(context) {
      const entry = context.entry('autovacuum_max_workers') ?? context.entry('autovacuum_worker_slots');
      const wanted = numberOf(context, 'autovacuum_max_workers');
      const slots = numberOf(context, 'autovacuum_worker_slots');
      if (!entry || wanted === undefined || slots === undefined || wanted <= slots) return;
      const message = `"autovacuum_max_workers" (${wanted}) should be less than or equal to "autovacuum_worker_slots" (${slots})`;
      yield { entry, message };
    },
  },
  {
    code: 'io-limit-cut',
    severity: 'information',
    title: 'io_combine_limit is cut',
    why: 'From 18 on io_max_combine_limit bounds it for the whole server, without a word.',
    example: 'io_combine_limit = 1MB',
    better: 'io_combine_limit = 1MB\nio_max_combine_limit = 1MB',
    *check(context) {
      const entry = context.entry('io_combine_limit');
      const wanted = numberOf(context, 'io_combine_limit');
      const most = numberOf(context, 'io_max_combine_limit');
      if (!entry || wanted === undefined || most === undefined || wanted <= most) return;
      yield { entry, message: `Cut to ${bytesText(most * page)} by io_max_combine_limit: raise that too` };
    },
  },
  {
    code: 'io-workers-reversed',
    severity: 'information',
    title: 'io_min_workers is above io_max_workers',
    why: 'From 19 on the server takes both as they are; the smaller one must be the minimum.',
    example: '# postgresql: 19\nio_min_workers = 16\nio_max_workers = 8',
    better: '# postgresql: 19\nio_min_workers = 8\nio_max_workers = 16',
    *check(context) {
      const entry = context.entry('io_min_workers') ?? context.entry('io_max_workers');
      const least = numberOf(context, 'io_min_workers');
      const most = numberOf(context, 'io_max_workers');
      if (!entry || least === undefined || most === undefined || least <= most) return;
      yield {
        entry,
        message: `io_min_workers (${least}) is above io_max_workers (${most}): it must be the smaller one`,
      };
    },
  },
  {
    code: 'log-needs-collector',
    severity: 'warning',
    title: 'log_destination needs the logging collector',
    why: '`csvlog` and `jsonlog` are written by the logging collector. Without it the server starts, and these messages go to stderr or nowhere.',
    example: "log_destination = 'csvlog'",
    better: "log_destination = 'csvlog'\nlogging_collector = on",
    *check(context) {
      const entry = context.entry('log_destination');
      const kind = /\b(csvlog|jsonlog)\b/i.exec(textOf(context, 'log_destination') ?? '')?.[1];
      if (!entry || !kind || isOn(context, 'logging_collector')) return;
      yield {
        entry,
        message: `${kind.toLowerCase()} is written by the logging collector: turn logging_collector on`,
      };
    },
  },
  {
    code: 'listen-address-skipped',
    severity: 'warning',
    title: 'listen_addresses names something that is no address',
    why: 'The server logs that it cannot listen there and goes on with the others. An item is a host name, an IP address or `*`: networks belong into pg_hba.conf, the port into `port`.',
    example: "listen_addresses = 'localhost, 10.0.0.0/8'",
    better: "listen_addresses = 'localhost, 10.0.0.12'",
    *check(context) {
      const entry = context.entry('listen_addresses');
      const items = splitIdentifiers(textOf(context, 'listen_addresses') ?? '') ?? [];
      const skipped = items.filter(isNoAddress);
      if (!entry || !skipped.length || skipped.length === items.length) return;
      const message = `The server cannot listen on ${skipped.join(', ')} and goes on without: write addresses of this machine, or *`;
      yield { entry, message };
    },
  },
  {
    code: 'library-list-broken',
    severity: 'warning',
    title: 'shared_preload_libraries is a list that the server cannot read',
    why: 'Names are separated by commas. Of a list that it cannot read the server loads no library at all, logs one line and starts.',
    example: "shared_preload_libraries = 'pg_stat_statements,'",
    better: "shared_preload_libraries = 'pg_stat_statements, auto_explain'",
    *check(context) {
      const entry = context.entry('shared_preload_libraries');
      const text = textOf(context, 'shared_preload_libraries');
      if (!entry || !text || isTemplate(text) || splitDirectories(text)) return;
      yield {
        entry,
        message:
          'The server cannot read this list and loads none of the libraries: put one comma between names',
      };
    },
  },
];
