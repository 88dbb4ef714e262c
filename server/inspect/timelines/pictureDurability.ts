import { formatLsn } from '../../postgres/lsn.ts';
import type { PictureDurability, PictureGrowth } from '../../protocol/archive.ts';
import type { Durability, Growth } from '../durability/durability.ts';
import { folderName } from './clusterName.ts';
import type { Placement } from './placement.ts';

/** Files of the archiver's queue that are named. */
const mostQueued = 200;

/** The durability of one data directory as the cards show it. */
export function pictureDurability(durability: Durability, placement: Placement): PictureDurability {
  const { root, timeline, walEnd, loss, heldBack, archiver, invalidSlots, growth } = durability;
  return {
    root,
    name: folderName(root),
    timeline,
    walEnd: formatLsn(walEnd),
    walEndAt: placement.at(walEnd),
    lostBytes: loss.bytes,
    lostTime: loss.milliseconds,
    lostCommits: loss.commits,
    lostSegments: loss.segments,
    oldestLost: loss.oldest,
    heldBack: heldBack.map(({ by, name, from, bytes }) => ({ by, name, from: formatLsn(from), bytes })),
    queue: archiver.queue.slice(0, mostQueued),
    queued: archiver.queue.length,
    orphans: archiver.orphans.slice(0, mostQueued),
    invalidSlots,
    growth: growth && pictureGrowth(timeline, growth),
  };
}

export function pictureGrowth(timeline: number, growth: Growth): PictureGrowth {
  const { measuredMilliseconds, ...rest } = growth;
  return { timeline, ...rest, measuredTime: measuredMilliseconds };
}
