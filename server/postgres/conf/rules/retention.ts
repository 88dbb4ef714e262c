import type { RuleContext } from './context.ts';
import { isOn, numberOf } from './context.ts';
import { bytesText } from './humanText.ts';
import { insertBelow, replaceValue } from './places.ts';
import type { Finding, Fix, Rule } from './rule.ts';

const megabyte = 1024 * 1024;
/** From here on WAL that is kept for its own sake deserves a word. */
const muchWal = 32 * 1024 * megabyte;

/** WAL that stays in pg_wal until the disk is full. */
export const retentionRules: readonly Rule[] = [
  {
    code: 'unlimited-slot-retention',
    severity: 'information',
    title: 'replication slots may keep WAL without limit',
    why: 'A slot keeps all WAL since its standby was last there. With max_slot_wal_keep_size = -1, the default, one forgotten slot fills the disk, and the server stops. With a limit only that standby is lost, and can be copied anew.',
    example: 'wal_level = logical\nmax_replication_slots = 4',
    better: 'wal_level = logical\nmax_replication_slots = 4\nmax_slot_wal_keep_size = 50GB',
    *check(context) {
      if (context.value('max_slot_wal_keep_size') !== -1) return;
      const entry = context.entry('max_slot_wal_keep_size');
      const used = slotsInUse(context);
      const place = entry ?? used?.entry;
      if (!place || !used) return;
      yield {
        entry: place,
        severity: used.sure ? 'warning' : 'information',
        message: `${used.words}: one whose standby is gone keeps WAL until the disk is full; set max_slot_wal_keep_size`,
        fixes: [limitFix(place, entry !== undefined)],
      };
    },
  },
  {
    code: 'slot-limit-too-small',
    severity: 'warning',
    title: 'max_slot_wal_keep_size leaves slots no room',
    why: 'A slot that is further behind than this at a checkpoint is invalidated. With less than two segments every pause of a standby costs it its slot. Set at least what a night of WAL amounts to.',
    example: 'max_slot_wal_keep_size = 0',
    better: 'max_slot_wal_keep_size = 50GB',
    *check(context) {
      const entry = context.entry('max_slot_wal_keep_size');
      const limit = numberOf(context, 'max_slot_wal_keep_size');
      if (!entry || limit === undefined || limit < 0 || limit * megabyte >= 2 * context.segmentSize) return;
      yield {
        entry,
        message:
          'Slots are invalidated as soon as they fall a segment behind: allow as much WAL as a standby may miss',
      };
    },
  },
  {
    code: 'slot-limit-below-keep-size',
    severity: 'information',
    title: 'wal_keep_size keeps more than slots may',
    why: 'wal_keep_size is kept in any case. A lower max_slot_wal_keep_size invalidates slots whose WAL is still there.',
    example: 'wal_keep_size = 10GB\nmax_slot_wal_keep_size = 2GB',
    better: 'wal_keep_size = 2GB\nmax_slot_wal_keep_size = 10GB',
    *check(context) {
      const entry = context.entry('max_slot_wal_keep_size');
      const limit = numberOf(context, 'max_slot_wal_keep_size');
      const kept = numberOf(context, 'wal_keep_size');
      if (!entry || !limit || !kept || limit < 0 || limit >= kept) return;
      const much = bytesText(kept * megabyte);
      yield {
        entry,
        message: `wal_keep_size keeps ${much} anyway: a lower limit invalidates slots without need`,
      };
    },
  },
  {
    code: 'much-wal-kept',
    severity: 'information',
    title: 'a large amount of WAL is always kept in pg_wal',
    why: 'wal_keep_size (wal_keep_segments up to 12) takes its room whether a standby needs it or not. A slot with a limit, or an archive, costs less.',
    example: 'wal_keep_size = 160GB',
    better: 'wal_keep_size = 1GB',
    *check(context) {
      const name = context.major < 13 ? 'wal_keep_segments' : 'wal_keep_size';
      const entry = context.entry(name);
      const amount = numberOf(context, name);
      if (!entry || !amount) return;
      const bytes = amount * (context.major < 13 ? context.segmentSize : megabyte);
      if (bytes < muchWal) return;
      yield {
        entry,
        message: `pg_wal always takes ${bytesText(bytes)} and more: make sure that its disk has it, or use slots or an archive`,
      };
    },
  },
  {
    code: 'summaries-kept-for-ever',
    severity: 'information',
    title: 'WAL summaries are never removed',
    why: 'With wal_summary_keep_time = 0 the summaries in pg_wal/summaries pile up. They are small, but there is one for each checkpoint. Keep them as long as the oldest backup that an incremental one may build upon.',
    example: 'summarize_wal = on\nwal_summary_keep_time = 0',
    better: "summarize_wal = on\nwal_summary_keep_time = '10d'",
    *check(context) {
      const entry = context.entry('wal_summary_keep_time');
      if (!entry || context.value('wal_summary_keep_time') !== 0 || !isOn(context, 'summarize_wal')) return;
      yield {
        entry,
        message:
          'Summaries pile up for ever: keep them a little longer than the time between two full backups',
      };
    },
  },
  {
    code: 'min-above-max-wal-size',
    severity: 'information',
    title: 'min_wal_size is larger than max_wal_size',
    why: 'The server accepts it, but keeps old segments that it will not need before the next checkpoint.',
    example: 'min_wal_size = 4GB\nmax_wal_size = 1GB',
    better: 'min_wal_size = 1GB\nmax_wal_size = 4GB',
    *check(context) {
      const entry = context.entry('min_wal_size') ?? context.entry('max_wal_size');
      const min = numberOf(context, 'min_wal_size');
      const max = numberOf(context, 'max_wal_size');
      if (!entry || min === undefined || max === undefined || min <= max) return;
      yield {
        entry,
        message: `min_wal_size (${bytesText(min * megabyte)}) is above max_wal_size (${bytesText(max * megabyte)}): it must be the smaller one`,
      };
    },
  },
];

interface UsedSlots {
  readonly words: string;
  readonly sure: boolean;
  readonly entry?: Finding['entry'];
}

/** Signs that this server has slots: those on disk, else settings that somebody wrote for their sake. */
function slotsInUse(context: RuleContext): UsedSlots | undefined {
  const written =
    context.entry('max_replication_slots') ?? context.entry('wal_level') ?? context.entry('max_wal_senders');
  const persistent = context.surroundings.slots?.filter(
    ({ persistency, synced }) => persistency === 0 && !synced,
  );
  if (persistent) {
    if (!persistent.length) return undefined;
    const names = persistent.map(({ name }) => name).join(', ');
    const entry = written ?? context.reading.configuration.entries[0];
    return { words: `Slots (${names}) keep WAL without limit`, sure: true, entry };
  }
  const slots = context.entry('max_replication_slots');
  const wanted = slots && Number(context.value('max_replication_slots')) > 0;
  if (wanted) return { words: 'Slots may keep WAL without limit', sure: false, entry: slots };
  const level = context.entry('wal_level');
  if (!level || context.value('wal_level') !== 'logical') return undefined;
  return { words: 'Slots may keep WAL without limit', sure: false, entry: level };
}

function limitFix(place: Finding['entry'], set: boolean): Fix {
  const title = 'Limit the WAL that slots keep to 50 GB';
  const edit = set ? replaceValue(place, '50GB') : insertBelow(place, 'max_slot_wal_keep_size = 50GB');
  return { title, edits: [edit] };
}
