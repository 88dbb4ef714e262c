import { readSynchronousStandbyNames } from '../synchronousStandbyNames.ts';
import { numberOf, type RuleContext, textOf } from './context.ts';
import type { Rule } from './rule.ts';

/** Synchronous replication: who is waited for, and what happens when they are gone. */
export const synchronousRules: readonly Rule[] = [
  {
    code: 'synchronous-without-spare',
    severity: 'warning',
    title: 'every named standby must confirm each commit',
    why: 'When one of them stops, all commits hang until it is back, without an error. Name at least one standby more than must confirm, or accept that this server stops together with its standby.',
    example: "synchronous_standby_names = 'FIRST 1 (s1)'",
    better: "synchronous_standby_names = 'ANY 1 (s1, s2)'",
    *check(context) {
      const found = waitedFor(context);
      if (!found || found.anybody || found.named !== found.count) return;
      const who =
        found.count === 1 ? `\`${found.names[0]}\` stops` : `one of these ${found.count} standbys stops`;
      yield {
        entry: found.entry,
        message: `When ${who}, every commit hangs: name one standby more than must confirm`,
      };
    },
  },
  {
    code: 'synchronous-too-few-named',
    severity: 'warning',
    title: 'more standbys must confirm than are named',
    why: 'The server accepts the value, and then every commit waits for ever.',
    example: "synchronous_standby_names = '3 (s1, s2)'",
    better: "synchronous_standby_names = '1 (s1, s2)'",
    *check(context) {
      const found = waitedFor(context);
      if (!found || found.anybody || found.named >= found.count) return;
      yield {
        entry: found.entry,
        message: `${found.count} standbys must confirm, but only ${found.named} are named: every commit hangs`,
      };
    },
  },
  {
    code: 'synchronous-names-unused',
    severity: 'information',
    title: 'standbys are named, but commits do not wait for them',
    why: 'With synchronous_commit off or local no commit waits for a standby, whatever synchronous_standby_names says.',
    example: "synchronous_standby_names = 'ANY 1 (s1, s2)'\nsynchronous_commit = local",
    better: "synchronous_standby_names = 'ANY 1 (s1, s2)'\nsynchronous_commit = on",
    *check(context) {
      const commit = context.value('synchronous_commit');
      const entry = context.entry('synchronous_commit');
      if (!entry || !textOf(context, 'synchronous_standby_names') || (commit !== 'off' && commit !== 'local'))
        return;
      yield {
        entry,
        message:
          'synchronous_standby_names has no effect unless a session asks for on, remote_write or remote_apply',
      };
    },
  },
  {
    code: 'synchronous-level-unused',
    severity: 'information',
    title: 'commits are to wait for standbys, but none is named',
    why: 'remote_write and remote_apply wait for the standbys in synchronous_standby_names. While that is empty, they do the same as local.',
    example: 'synchronous_commit = remote_apply',
    better: "synchronous_commit = remote_apply\nsynchronous_standby_names = 'ANY 1 (s1, s2)'",
    *check(context) {
      const commit = String(context.value('synchronous_commit'));
      const entry = context.entry('synchronous_commit');
      if (!entry || !commit.startsWith('remote_') || textOf(context, 'synchronous_standby_names')) return;
      yield {
        entry,
        message: `Without synchronous_standby_names ${commit} waits for the local disk only: name the standbys`,
      };
    },
  },
  {
    code: 'synchronous-without-senders',
    severity: 'information',
    title: 'standbys are named, but none can connect',
    why: 'With max_wal_senders = 0 no standby can stream, and the server ignores synchronous_standby_names.',
    example: "max_wal_senders = 0\nsynchronous_standby_names = 'ANY 1 (s1, s2)'",
    better: "max_wal_senders = 10\nsynchronous_standby_names = 'ANY 1 (s1, s2)'",
    *check(context) {
      const entry = context.entry('max_wal_senders');
      if (!entry || numberOf(context, 'max_wal_senders') !== 0) return;
      if (!textOf(context, 'synchronous_standby_names')) return;
      yield {
        entry,
        message: 'With 0 no standby can connect, and synchronous_standby_names is ignored: allow senders',
      };
    },
  },
  {
    code: 'apply-delay-holds-commits',
    severity: 'warning',
    title: 'commits wait for a delayed replay',
    why: 'With remote_apply a commit returns when the standby has replayed it. A standby with recovery_min_apply_delay does so only after the delay, and so does every commit.',
    example:
      "synchronous_commit = remote_apply\nsynchronous_standby_names = 'ANY 1 (s1, s2)'\nrecovery_min_apply_delay = '1h'",
    better:
      "synchronous_commit = on\nsynchronous_standby_names = 'ANY 1 (s1, s2)'\nrecovery_min_apply_delay = '1h'",
    *check(context) {
      const entry = context.entry('recovery_min_apply_delay');
      if (!entry || !numberOf(context, 'recovery_min_apply_delay')) return;
      if (context.value('synchronous_commit') !== 'remote_apply') return;
      yield { entry, message: 'With synchronous_commit = remote_apply every commit waits this long: use on' };
    },
  },
];

/** Whom commits wait for; undefined when they wait for nobody. */
function waitedFor(context: RuleContext) {
  const value = textOf(context, 'synchronous_standby_names');
  const entry = context.entry('synchronous_standby_names');
  const commit = context.value('synchronous_commit');
  if (!value || !entry || commit === 'off' || commit === 'local') return undefined;
  const { standbys } = readSynchronousStandbyNames(value);
  if (!standbys) return undefined;
  const names = standbys.names.map(({ name }) => name);
  // The server compares names without regard to case.
  const named = new Set(names.map(name => name.toLowerCase())).size;
  return { entry, names, named, count: standbys.count, anybody: names.includes('*') };
}
